"""Letters under delivery: a world whose remote has no guard of its own, and one for each guard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.letter import Guard
from tests.app.sync.delivery_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture(params=[Guard.KEY, Guard.COND, Guard.STATE])
def guarded(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    made = World(tmp_path, request.param)
    yield made
    made.close()
