"""Random companies that all properties of figures are looked at on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.app.store.figures.history import history
from tests.app.store.figures.planted import Frames
from tests.app.store.figures.test_figures import mirror_of


@pytest.fixture(scope="session")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    folder = tmp_path_factory.mktemp("rules")
    with ExitStack() as stack:
        yield tuple(stack.enter_context(mirror_of(folder / f"{seed}.db", history(seed))) for seed in (21, 22))
