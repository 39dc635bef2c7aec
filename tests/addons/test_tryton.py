"""The Tryton add-on's own tests, on the demo company's servers. It is a package of its own; they run as it would be tested alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.company import SEED
from demo.servers import Servers

TESTS = Path(__file__).parents[2] / "packaging" / "addons" / "tryton" / "tests"


@pytest.mark.servers
def test_the_add_ons_own_suite(servers: Servers) -> None:
    env = {
        **os.environ,
        "CLEARLINE_TEST_PYTHON": str(servers.python),
        "CLEARLINE_TEST_PG": servers.dsn("postgres"),
        "CLEARLINE_TEST_TEMPLATE": SEED,
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", TESTS, "-q"], env=env, cwd=TESTS.parent, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
