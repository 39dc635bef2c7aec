"""Profiles survive a round trip, are private, and say what is wrong with them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.settings.profile import Profile, SourceSettings, read, write

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40)


@given(url=LINE, person=LINE, database=LINE)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_written_is_read(tmp_path: Path, url: str, person: str, database: str) -> None:
    source = SourceSettings(kind="tryton", name="tryton", url="https://erp.example", database=database, login="fiona")
    profile = Profile(folder=tmp_path / "p", team_url=url, person_id=person, sources=(source,), storefront=url)
    write(profile)
    assert read(tmp_path / "p") == profile


def test_it_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    write(Profile(folder=tmp_path / "p", team_url="sqlite:///t", person_id="fiona", sources=()))
    assert stat.S_IMODE((tmp_path / "p" / "profile.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "p").stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "[team]", "not toml = = =", "[team]\nurl='x'\n[person]\nid='y'\n[[source]]\nkind='tryton'"])
def test_a_broken_profile_is_named_with_what_is_wrong(tmp_path: Path, text: str) -> None:
    (tmp_path / "profile.toml").write_text(text)
    with pytest.raises(Refused) as caught:
        read(tmp_path)
    assert str(tmp_path) in caught.value.title
    assert caught.value.advice


def test_no_profile_at_all(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no profile"):
        read(tmp_path / "nowhere")
