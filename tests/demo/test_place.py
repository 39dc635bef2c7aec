"""Where a demo company lives, and that nobody's folders are opened for it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from demo import place as place_module
from demo.place import Place, place
from demo.trouble import DemoTrouble


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CLEARLINE_DEMO_HOME", "CLEARLINE_DEMO_CACHE", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(place_module, "ROOT", False)


def _mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_the_option_comes_before_the_variable_and_both_before_the_usual_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert place().home == tmp_path / ".local" / "share" / "clearline-demo"
    monkeypatch.setenv("CLEARLINE_DEMO_HOME", str(tmp_path / "variable"))
    assert place().home == tmp_path / "variable"
    assert place(str(tmp_path / "option")).home == tmp_path / "option"


def test_caches_are_shared_by_all_homes_of_a_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert place("/a").cache == place("/b").cache == tmp_path / ".cache" / "clearline-demo"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert place().cache == tmp_path / "xdg" / "clearline-demo"


def test_root_keeps_it_below_var_lib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_module, "ROOT", True)
    assert place() == Place(Path("/var/lib/clearline-demo"), Path("/var/lib/clearline-demo-cache"))


def test_folders_are_private_for_a_person(tmp_path: Path) -> None:
    here = Place(tmp_path / "home", tmp_path / "cache")
    here.make()
    assert [_mode(f) for f in (here.home, here.logs, here.profiles, here.cache)] == [0o700] * 4


def test_as_root_a_closed_folder_is_said_and_stays_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(place_module, "ROOT", True)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DemoTrouble, match=f"cannot pass {closed}"):
        Place(closed / "home", tmp_path / "cache").make()
    assert _mode(closed) == 0o700


def test_the_cache_keeps_the_newest_of_a_kind_and_all_of_the_others(tmp_path: Path) -> None:
    at = Place(tmp_path / "home", tmp_path)
    names = ("seed-new.dump", "seed-new.json", "seed-old.dump", "seed-old.json", "shopseed-old.dump")
    for name in names:
        (tmp_path / name).touch()
    at.forget_older(tmp_path / "seed-new.dump")
    assert {f.name for f in tmp_path.iterdir()} == {"seed-new.dump", "seed-new.json", "shopseed-old.dump"}
