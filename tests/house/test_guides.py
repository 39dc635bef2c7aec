"""What people read holds together: each link leads somewhere, and each picture stands in a text and is taken by ``./dev pictures``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.shell.pages import PAGES

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
TEXTS = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "packaging" / "README.md",
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ONE_MODE = re.compile(r"-(light|dark)$")


def _links(text: Path) -> list[str]:
    """To files and headings of ours."""
    return [link for link in _LINK.findall(text.read_text(encoding="utf-8")) if not link.startswith("http")]


def _anchors(text: Path) -> set[str]:
    """As GitHub makes them of headings."""
    heads = re.findall(r"^#+ (.+)$", text.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _shown() -> set[Path]:
    return {(text.parent / link).resolve() for text in TEXTS for link in _links(text) if link.endswith(".png")}


def _taken() -> set[str]:
    """Every name that a script of pictures might keep something under."""
    return {
        name
        for script in ROOT.glob("tests/pictures*.py")
        for name in re.findall(r'"([a-z-]+)"', script.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.relative_to(ROOT)))
def test_every_link_leads_somewhere(text: Path) -> None:
    for link in _links(text):
        path, _, anchor = link.partition("#")
        to = (text.parent / path).resolve() if path else text
        assert to.exists(), f"{link}: if it is a picture, ./dev pictures takes it"
        assert not anchor or anchor in _anchors(to), link


def test_the_guide_names_the_keys_of_every_place_and_no_others() -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    assert set(re.findall(r"[`*]G ([A-Z0-9])[`*]", guide)) == {page.key for page in PAGES}


def test_every_picture_stands_in_a_text() -> None:
    light = {PICTURES / picture.name.replace("-dark.png", "-light.png") for picture in PICTURES.glob("*.png")}
    assert not {picture.name for picture in light - _shown()}


def test_every_picture_is_taken_again_by_the_scripts() -> None:
    names = {_ONE_MODE.sub("", picture.stem) for picture in _shown() | set(PICTURES.glob("*.png")) if picture.parent == PICTURES}
    assert not names - _taken()


def test_every_picture_of_the_window_is_there_light_and_dark() -> None:
    modes: dict[str, set[str]] = {}
    for picture in PICTURES.glob("*.png"):
        if found := _ONE_MODE.search(picture.stem):
            modes.setdefault(_ONE_MODE.sub("", picture.stem), set()).add(found[1])
    assert not [name for name, there in modes.items() if there != {"light", "dark"}]
