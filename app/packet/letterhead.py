"""The sheet that every paper of the house is printed on: margins, type, who sends it, and which page of how many one reads."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from app.packet.measures import BOTTOM, LEFT, RIGHT, TOP, WIDE

FOLDER = Path(__file__).parents[2] / "resources" / "fonts" / "print"
INK, QUIET, LINE = (24, 27, 32), (96, 103, 112), (208, 212, 218)
_FACES = {"": "Inter-Regular.ttf", "B": "Inter-SemiBold.ttf"}
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_STAND_IN = "?"
_POINT = 0.3528  # mm


class Sheet(FPDF):
    """A4. ``head``: of every page but the first; ``foot``: lines of every page; ``page_words``: "Page {n} of {of}".

    Pages end where whoever writes ends them. unprinted: a sign was left out because the typeface does not have it.
    """

    def __init__(self, *, title: str, author: str, at: datetime, language: str, page_words: str) -> None:
        super().__init__(format="A4")
        self.head, self._page_words = "", page_words
        self.foot: tuple[str, ...] = ()
        self.unprinted = False
        self.set_margins(LEFT, TOP)
        self.set_auto_page_break(False)
        self.c_margin = 0.0
        self.set_creation_date(at)
        self.set_lang(language)
        for style, file in _FACES.items():
            self.add_font("Inter", style, FOLDER / file)
        self._signs = frozenset.intersection(*(frozenset(getattr(face, "cmap", {})) for face in self.fonts.values()))
        self.set_title(self.plain(title))
        self.set_author(self.plain(author))

    # ---- writing -----------------------------------------------------------------------------------------------------------------

    def plain(self, text: str) -> str:
        """As it can be printed: without what is not seen but changes what is, and with what stands in for signs that are not there."""
        found: list[str] = []
        for sign in unicodedata.normalize("NFC", text):
            if sign == "\n" or ord(sign) in self._signs:
                found.append(sign)
            elif unicodedata.category(sign) not in _UNSEEN and not unicodedata.combining(sign):
                found.append(self._instead(sign))
        return "".join(found)

    def _instead(self, sign: str) -> str:
        """What it is made of, where that can be printed: a ligature's letters, a wide digit's plain one."""
        if sign.isspace():
            return " "
        parts = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
        if parts and parts != sign and all(ord(c) in self._signs for c in parts):
            return parts
        self.unprinted = True
        return _STAND_IN

    def ink(self, size: float, *, bold: bool = False, quiet: bool = False) -> None:
        self.set_font("Inter", "B" if bold else "", size)
        self.set_text_color(*(QUIET if quiet else INK))

    def broken(self, text: str, wide: float, size: float, *, bold: bool = False) -> list[str]:
        """The lines that it takes in this width; none of nothing."""
        if not text.strip():
            return []
        self.ink(size, bold=bold)
        found = self.multi_cell(wide, size * 0.5, self.plain(text), align="L", dry_run=True, output=MethodReturnValue.LINES)
        return [str(one) for one in found] if isinstance(found, list) else []

    def put(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, quiet: bool = False, right: bool = False
    ) -> None:
        """One line, its upper edge at ``y``. ``right``: it ends at ``x``."""
        self.ink(size, bold=bold, quiet=quiet)
        said = self.plain(text)
        self.text(x - self.get_string_width(said) if right else x, y + size * _POINT * 1.05, said)

    def figure(self, x: float, y: float, shown: str, point: str, size: float, *, bold: bool = False) -> None:
        """A number whose point, or end where it has none, stands at ``x``."""
        whole, mark, parts = shown.partition(point)
        self.put(x, y, whole, size, bold=bold, right=True)
        self.put(x, y, mark + parts, size, bold=bold)

    def rule(self, y: float, *, left: float = LEFT, right: float = RIGHT, strong: bool = False) -> None:
        self.set_draw_color(*(INK if strong else LINE))
        self.set_line_width(0.3 if strong else 0.15)
        self.line(left, y, right, y)

    # ---- flowing text --------------------------------------------------------------------------------------------------------------

    def room(self, height: float) -> None:
        """A new page where so much does not fit on this one any more."""
        if self.get_y() + height > BOTTOM:
            self.add_page()

    def say(self, text: str, size: float, *, bold: bool = False, quiet: bool = False) -> None:
        """A paragraph over the whole width, over as many pages as it takes."""
        high = size * 0.5
        for line in self.broken(text, WIDE, size, bold=bold):
            self.room(high)
            self.put(LEFT, self.get_y(), line, size, bold=bold, quiet=quiet)
            self.set_y(self.get_y() + high)
        self.gap(1)

    def gap(self, height: float) -> None:
        self.set_y(self.get_y() + height)

    # ---- fpdf ----------------------------------------------------------------------------------------------------------------------

    def header(self) -> None:
        if self.page_no() > 1 and self.head:
            self.put(LEFT, 12, self.head, 8, quiet=True)
            self.rule(17)
            self.set_y(22)

    def footer(self) -> None:
        self.rule(276)
        said = self._page_words.format(n=self.page_no(), of="{nb}")  # how many there are is known at the end, and put in then
        self.ink(7.5, quiet=True)
        wide = self.get_string_width(said.replace("{nb}", str(max(10, self.page_no()))))
        self.set_xy(RIGHT - wide, 278.4)
        self.cell(wide, 3, said)
        for n, words in enumerate(self.foot):
            self.put(LEFT, 278.4 + n * 3.6, words, 7.5, quiet=True)
