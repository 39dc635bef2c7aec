"""The package in a Debian that has nothing else: it starts, says what is wrong, signs in, and finds what the program finds elsewhere.

By name only (`./dev test tests/packaging`): it builds the package unless CLEARLINE_DEB names one, makes a root and asks Debian's mirrors.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.version import VERSION
from tests.journeys.conftest import TwoWorld, two  # noqa: F401 - a fixture
from tests.packaging.bare import Bare, missing, run
from tests.packaging.screen import Screen, until

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "proof"

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def deb() -> Path:
    given = os.environ.get("CLEARLINE_DEB")
    if given:
        return Path(given)
    subprocess.run([ROOT / "dev", "package"], check=True)
    return next((ROOT / "dist").glob(f"clearline_{VERSION}_*.deb"))


@pytest.fixture(scope="module")
def bare(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    root = Bare(tmp_path_factory.mktemp("bare"))
    try:
        root.install(deb)
        yield root
    finally:
        root.close()


@pytest.fixture
def screen() -> Iterator[Screen]:
    made = Screen()
    yield made
    made.close()


def test_it_says_its_version_without_any_python(bare: Bare) -> None:
    assert run(bare.person("which", "python3")).returncode == 1, "the root is not bare"
    told = run(bare.person("clearline", "--version"))
    assert told.stdout.startswith(f"Clearline {VERSION} (commit ")
    assert bare.as_root("dpkg", "--verify", "clearline") == ""


def test_every_library_is_there(bare: Bare) -> None:
    """What is loaded late is not missed at the start: so each file is asked, not only the program."""
    inside = "/usr/lib/clearline/_internal"
    look = f"find {inside} -name '*.so*' -type f | LD_LIBRARY_PATH={inside} xargs ldd 2>&1"
    told = bare.as_root("sh", "-c", look)
    assert [line for line in told.splitlines() if "not found" in line] == []


def test_without_a_screen_it_says_so(bare: Bare) -> None:
    ended = run(bare.person("clearline"))
    assert ended.returncode == 3
    assert ended.stderr.startswith("There is no screen here")
    assert "clearline round" in ended.stderr


def test_without_passwords_it_says_whose(bare: Bare, two: TwoWorld) -> None:  # noqa: F811
    folder = bare.give("asked/profile.toml", handed_out(two.profile("connector"))).removesuffix("/profile.toml")
    ended = run(bare.person("clearline", "round", "--profile", folder, "--json"))
    assert ended.returncode == 1
    said = [(s["state"], s["words"]) for s in json.loads(ended.stdout)["sources"]]
    assert said
    assert all(state == "sign_in" and "is not known here. Sign in to it." in words for state, words in said)


def test_a_round_agrees_with_the_unpackaged_one(bare: Bare, two: TwoWorld, tmp_path: Path) -> None:  # noqa: F811
    profile = two.profile("connector")
    passwords = json.dumps(passwords_of(profile))
    own = tmp_path / "own"
    own.mkdir()
    (own / "profile.toml").write_text(handed_out(profile))
    folder = bare.give("round/profile.toml", handed_out(profile)).removesuffix("/profile.toml")
    arguments = ("round", "--json", "--passwords", "-", "--profile")
    # Twice the one and once the other, for a case may become true by the clock between two looks.
    before = found(run([sys.executable, str(ROOT / "main.py"), *arguments, str(own)], passwords))
    packaged = found(run(bare.person("clearline", *arguments, folder), passwords))
    after = found(run([sys.executable, str(ROOT / "main.py"), *arguments, str(own)], passwords))
    assert sum(map(len, packaged.values())) > 50, "the demo company must have something to find"
    assert packaged in (before, after)


def test_a_newcomer_signs_in(bare: Bare, two: TwoWorld, screen: Screen) -> None:  # noqa: F811
    process = subprocess.Popen(
        bare.person("clearline", display=screen.name), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        until(lambda: screen.titles == ["Sign in – Clearline"], "the sign-in page")
        screen.focus()
        screen.type(two.url)
        for text in (two.erp, "fiona", two.servers.password("fiona")):
            screen.press("Tab")
            screen.type(text)
        screen.picture(PICTURES / "sign-in.png")
        screen.press("Return")
        profiles = bare.home / ".local/share/clearline/profiles"
        until(lambda: list(profiles.glob("*/profile.toml")), "a profile")

        def entered() -> bool:
            screen.press("Escape", "Return")  # on without the shop, then past the rights; on the page before it they do nothing
            return any(title.startswith("Nordhafen") for title in screen.titles)

        until(entered, "the window")
        mirror = next(profiles.glob("*/mirror.db"))
        until(lambda: held(mirror) > 10, "held orders")
        screen.press("Escape")
        screen.picture(PICTURES / "window.png")
        assert process.poll() is None
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=30)
    assert said == ""
    log = (bare.home / ".local/state/clearline/log/clearline.log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if not line.endswith("starts")] == [], log
    assert f"Clearline {VERSION} (commit" in log


def test_an_operator_gives_the_newcomer_a_role(bare: Bare, two: TwoWorld) -> None:  # noqa: F811
    people = bare.give(
        "people.json", json.dumps([{"id": "fiona", "name": "Fiona Brandt", "roles": ["csr"], "logins": {"tryton": "fiona"}}])
    )
    team = f"sqlite:///{people.removesuffix('/people.json')}/.local/share/clearline/team.db"
    ended = run(bare.person("clearline", "migrate", "--team", team, "--people", people))
    assert ended.returncode == 0, ended.stderr
    assert "1 of 1 people changed" in ended.stderr
    profile = next((bare.home / ".local/share/clearline/profiles").iterdir()).name
    told = run(
        bare.person(
            "clearline",
            "audit",
            "verify",
            "--profile",
            f"{people.removesuffix('/people.json')}/.local/share/clearline/profiles/{profile}",
        )
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_taken_off_it_leaves_what_is_the_person_s(bare: Bare) -> None:
    """Near the end, for the others need it."""
    bare.as_root("apt-get", "remove", "-qq", "clearline")
    assert not (bare.folder / "usr/lib/clearline").exists()
    assert not (bare.folder / "usr/bin/clearline").is_symlink()
    assert list(bare.home.glob("*/outbox.db"))


def test_an_older_version_gives_way(bare: Bare, deb: Path, tmp_path: Path) -> None:
    bare.install(older(deb, tmp_path))
    assert bare.as_root("dpkg-query", "--show", "--showformat", "${Version}", "clearline") == "0.9.0"
    bare.install(deb)
    assert bare.as_root("dpkg-query", "--show", "--showformat", "${Version}", "clearline") == VERSION
    assert not (bare.folder / "usr/lib/clearline/_internal/of-before").exists()
    assert bare.as_root("dpkg", "--verify", "clearline") == ""
    assert run(bare.person("clearline", "--version")).returncode == 0


def older(deb: Path, folder: Path) -> Path:
    """The same package as a version 0.9.0 that had one file more."""
    tree, made = folder / "tree", folder / "clearline_0.9.0.deb"
    subprocess.run(["dpkg-deb", "--raw-extract", str(deb), str(tree)], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace(f"Version: {VERSION}\n", "Version: 0.9.0\n"))
    (tree / "usr/lib/clearline/_internal/of-before").write_text("0.9.0")
    subprocess.run(["dpkg-deb", "-Znone", "--build", str(tree), str(made)], check=True, stdout=subprocess.DEVNULL)
    return made


def held(mirror: Path) -> int:
    """Orders that the person's console holds to be held."""
    with closing(sqlite3.connect(f"file:{mirror}?mode=ro", uri=True)) as db:
        count: int = db.execute("SELECT count(*) FROM case_row WHERE type = 'credit'").fetchone()[0]
    return count


def handed_out(profile: Path) -> str:
    """As an operator would hand it out: without the demo company's file of passwords."""
    return (profile / "profile.toml").read_text(encoding="utf-8").partition("[demo]")[0]


def passwords_of(profile: Path) -> dict[str, str]:
    by_login = json.loads((profile / "passwords.json").read_text(encoding="utf-8"))
    sources = tomllib.loads((profile / "profile.toml").read_text(encoding="utf-8"))["source"]
    return {source["name"]: by_login[source["login"]] for source in sources}


def found(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Queue -> the cases in it, by id. Their order is the list's: cases alike in all that it sorts by stand as they were read."""
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert {s["state"] for s in told["sources"]} == {"ok"}
    return {name: {case["id"]: case for case in queue["cases"]} for name, queue in told["queues"].items()}
