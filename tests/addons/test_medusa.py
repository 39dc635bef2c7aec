"""The Medusa add-on's own tests, on a clone of the demo company's shop: a package of its own, tested as it would be alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.servers import Servers

TESTS = Path(__file__).parents[2] / "packaging" / "addons" / "medusa" / "tests"
DATABASE = "shop_addon_test"


@pytest.mark.servers
def test_the_add_ons_own_suite(servers: Servers) -> None:
    servers.clone_shop(DATABASE)
    try:
        env = {
            **os.environ,
            "CLEARLINE_TEST_SHOP": servers.start_shop(DATABASE),
            "CLEARLINE_TEST_SHOP_PG": servers.dsn(DATABASE),
            "CLEARLINE_TEST_SHOP_USER": f"{servers.shop_login('connector')} {servers.password('connector')}",
        }
        done = subprocess.run(
            [sys.executable, "-m", "pytest", TESTS, "-q"], env=env, cwd=TESTS.parent, capture_output=True, text=True, timeout=1800
        )
    finally:
        servers.drop_shop(DATABASE)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
