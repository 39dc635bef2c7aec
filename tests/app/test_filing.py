"""Attachments' bytes: asked for once, read from the disk after that, and not kept from the screen by a disk that is full."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.ref import Ref
from app.errors import Refused, Unreachable
from app.filing import MOST_BYTES, Filing
from app.lanes.lane import Lane
from app.store.engine import Full
from app.store.files import Files
from tests.app.packet_of import jpeg

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
    made = Filing(tmp_path, Files(tmp_path / "unsent"), rounds)
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


def test_what_is_sent_is_asked_for_anew_and_then_it_is_what_is_shown(
    filing: Filing, erp: Erp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment of an offer leaves the revisions that its paper goes by as they are."""
    assert filing.open(FILE, "1", bytes.decode).result() == "80"
    monkeypatch.setattr(erp, "content", lambda model, key: b"as it is now")
    kept = filing.enclose(FILE, "1", "offer.pdf").result()
    assert (kept.name, Files(tmp_path / "unsent").get(kept.sha256)) == ("offer.pdf", b"as it is now")
    assert filing.open(FILE, "1", bytes.decode).result() == "as it is now"


def test_a_system_that_nobody_is_signed_in_to_is_named(filing: Filing) -> None:
    with pytest.raises(Unreachable, match="medusa"):
        filing.open(Ref("medusa", "attachment", "1"), "1", len).result()


def test_it_is_shown_though_it_cannot_be_kept(filing: Filing, tmp_path: Path, erp: Erp) -> None:
    (tmp_path / "files").write_text("in the way")
    assert [filing.open(FILE, "1", len).result() for _ in range(2)] == [2, 2]
    assert len(erp.asked) == 2


def test_a_photo_is_taken_over_and_stays_whatever_becomes_of_the_original(filing: Filing, tmp_path: Path) -> None:
    photo = tmp_path / "IMG 0815.JPEG"
    photo.write_bytes(jpeg())
    kept = filing.keep(photo).result()
    photo.unlink()
    assert (kept.name, kept.size) == ("IMG 0815.JPEG", len(jpeg()))
    assert Files(tmp_path / "unsent").get(kept.sha256) == jpeg()
    odd = tmp_path / "picture.png"
    odd.write_bytes(jpeg())
    assert filing.keep(odd).result().name == "picture.png.jpg"  # called what it is


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.4", "neither JPEG nor PNG"),
        (b"", "neither"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "larger"),
        (None, "cannot be read"),
    ],
    ids=["pdf", "empty", "large", "gone"],
)
def test_what_cannot_be_added_is_refused_in_words(filing: Filing, tmp_path: Path, data: bytes | None, words: str) -> None:
    photo = tmp_path / "photo.jpg"
    if data is not None:
        photo.write_bytes(data)
    with pytest.raises(Refused, match=words):
        filing.keep(photo).result()
    assert not (tmp_path / "unsent").exists()


def test_a_full_disk_keeps_nothing_and_says_so(filing: Filing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())

    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Full):
        filing.keep(photo).result()


def test_only_what_a_letter_still_names_is_kept(tmp_path: Path) -> None:
    files = Files(tmp_path / "unsent")
    for name in "ab":
        files.put(name, b"x")
    files.keep_only(["b", "c"])
    assert [files.get(name) for name in "ab"] == [None, b"x"]
