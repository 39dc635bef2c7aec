"""Each test of the suite runs on every target."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.contracts.targets import Target, double, real


@pytest.fixture(scope="session", params=["double+addon", "double", "tryton+addon", "tryton"])
def server(request: pytest.FixtureRequest) -> Iterator[Target]:
    addon = request.param.endswith("+addon")
    with ExitStack() as stack:
        if request.param.startswith("double"):
            yield double(stack, addon=addon)
        else:
            lab = json.loads(Path(os.environ["CLEARLINE_TEST_LAB"]).read_text())
            yield real(stack, addon=addon, **lab["addon" if addon else "plain"])


@pytest.fixture
def target(server: Target) -> Iterator[Target]:
    yield server
    server.between()
