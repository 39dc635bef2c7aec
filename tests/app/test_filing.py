"""Attachments' bytes: asked for once, read from the disk after that, and not kept from the screen by a disk that is full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.ref import Ref
from app.errors import Unreachable
from app.filing import Filing
from app.lanes.lane import Lane

FILE = Ref("tryton", "attachment", "80")


class Erp:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.online = True

    def content(self, model: str, key: str) -> bytes:
        self.asked.append(f"{model} {key}")
        if not self.online:
            raise Unreachable("away")
        return key.encode()


@pytest.fixture
def erp() -> Erp:
    return Erp()


@pytest.fixture
def filing(tmp_path: Path, erp: Erp) -> Iterator[Filing]:
    lane = Lane("pull-tryton")
    rounds: Any = SimpleNamespace(remotes={"tryton": SimpleNamespace(pull_lane=lane, pulling=erp)})
    made = Filing(tmp_path, rounds)
    yield made
    made.close()
    lane.close(drain=False)


def test_it_is_asked_for_once_and_again_when_it_changed(filing: Filing, erp: Erp) -> None:
    assert filing.open(FILE, "1", len).result() == 2
    erp.online = False
    assert filing.open(FILE, "1", bytes.decode).result() == "80"
    with pytest.raises(Unreachable):
        filing.open(FILE, "2", len).result()
    assert erp.asked == ["attachment 80", "attachment 80"]


def test_a_system_that_nobody_is_signed_in_to_is_named(filing: Filing) -> None:
    with pytest.raises(Unreachable, match="medusa"):
        filing.open(Ref("medusa", "attachment", "1"), "1", len).result()


def test_it_is_shown_though_it_cannot_be_kept(filing: Filing, tmp_path: Path, erp: Erp) -> None:
    (tmp_path / "files").write_text("in the way")
    assert [filing.open(FILE, "1", len).result() for _ in range(2)] == [2, 2]
    assert len(erp.asked) == 2
