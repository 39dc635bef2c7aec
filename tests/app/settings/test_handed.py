"""Passwords that are handed over: from a private file or standard input, for systems of the profile, and no word of them repeated."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app.doors import hand_over, kept
from app.errors import Refused
from app.settings.handed import read
from app.settings.profile import Profile, SourceSettings
from app.settings.secrets import Secrets

SYSTEMS = {"tryton", "medusa"}


def handed(tmp_path: Path, text: str, mode: int = 0o600) -> str:
    file = tmp_path / "passwords.json"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def test_from_a_file_of_ones_own(tmp_path: Path) -> None:
    assert read(handed(tmp_path, '{"tryton": "s3cret"}'), SYSTEMS) == {"tryton": "s3cret"}


def test_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"medusa": "s3cret"}'))
    assert read("-", SYSTEMS) == {"medusa": "s3cret"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    with pytest.raises(Refused, match="Others may read the passwords") as caught:
        read(handed(tmp_path, '{"tryton": "s3cret"}', mode), SYSTEMS)
    assert "chmod 600" in caught.value.advice


@pytest.mark.parametrize("text", ["s3cret", "", "[]", '{"tryton": 3}', '"s3cret"'])
def test_what_is_no_such_object_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="There are no passwords in") as caught:
        read(handed(tmp_path, text), SYSTEMS)
    assert "s3cret" not in f"{caught.value.title}{caught.value.advice}"


def test_a_system_that_the_profile_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no system called trytn") as caught:
        read(handed(tmp_path, '{"trytn": "s3cret"}'), SYSTEMS)
    assert caught.value.advice == "It has medusa, tryton."


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read") as caught:
        read(str(tmp_path / "none"), SYSTEMS)
    assert caught.value.advice == "No such file or directory."


def test_they_are_used_for_this_run(tmp_path: Path) -> None:
    erp = SourceSettings("tryton", "tryton", "https://erp.example", "live", "fiona")
    shop = SourceSettings("medusa", "medusa", "https://shop.example", "", "fiona@example")
    profile = Profile(folder=tmp_path, team_url="sqlite:///x", person_id="fiona", sources=(erp, shop))
    secrets = Secrets()
    hand_over(secrets, profile, {"tryton": "s3cret"})
    assert (kept(secrets, erp), kept(secrets, shop)) == ("s3cret", "")
