"""A board on paper: its tiles as on screen, on A4 across, each page with what it is of and how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from app.kpis.rounding import shown
from ui.charts.tile import Tile, draw_verdict
from ui.theme.kit import AL, AR, c, draw_text, draw_wrapped, text_width
from ui.theme.tokens import on_paper

DPI = 96  # so that a pixel of the look is a pixel here
_COLUMNS, _ROWS, _GAP = 3, 3, 12
_HEAD, _FOOT = 56, 24


@dataclass(frozen=True, slots=True)
class Heading:
    """``title``: of the board; ``company``; ``about``: period, as of when, for whom."""

    title: str
    company: str
    about: str


def board_pdf(heading: Heading, tiles: Sequence[Tile]) -> bytes:
    """A PDF file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    paper = QPdfWriter(buffer)
    paper.setResolution(DPI)
    paper.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    paper.setPageOrientation(QPageLayout.Orientation.Landscape)
    paper.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    paper.setTitle(f"{heading.title}, {heading.company}")
    paper.setCreator("Clearline")
    p = QPainter(paper)
    sheets = [tiles[i : i + _COLUMNS * _ROWS] for i in range(0, len(tiles), _COLUMNS * _ROWS)] or [[]]
    with on_paper():
        for number, listed in enumerate(sheets, 1):
            if number > 1:
                paper.newPage()
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            _page(p, QRectF(0, 0, paper.width(), paper.height()), heading, listed, f"{number} of {len(sheets)}")
    p.end()
    buffer.close()
    return bytes(data.data())


def _page(p: QPainter, whole: QRectF, heading: Heading, tiles: Sequence[Tile], number: str) -> None:
    draw_text(p, QRectF(0, 0, whole.width() * 0.6, 24), heading.title, "text.1", 20, 600, AL)
    draw_text(p, QRectF(whole.width() * 0.6, 0, whole.width() * 0.4, 24), heading.company, "text.2", 13, 500, AR)
    draw_text(p, QRectF(0, 26, whole.width(), 18), heading.about, "text.2", 12, 400, AL)
    high = (whole.height() - _HEAD - _FOOT - _GAP * (_ROWS - 1)) / _ROWS
    wide = (whole.width() - _GAP * (_COLUMNS - 1)) / _COLUMNS
    for i, tile in enumerate(tiles):
        row, column = divmod(i, _COLUMNS)
        _tile(p, QRectF(column * (wide + _GAP), _HEAD + row * (high + _GAP), wide, high), tile)
    foot = QRectF(0, whole.height() - 16, whole.width(), 16)
    draw_text(
        p, foot, "Colours and shapes: diamond misses the target, triangle is close to it, tick is on it.", "text.3", 11, 400, AL
    )
    draw_text(p, foot, number, "text.3", 11, 400, AR)


def _tile(p: QPainter, box: QRectF, tile: Tile) -> None:
    p.setPen(QPen(c("line.2"), 1))
    p.setBrush(c("bg.surface"))
    p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    words, figure = tile.words, tile.figure
    r = box.adjusted(14, 10, -14, -10)
    aged = text_width(words.age, 11) + 8 if words is not None and words.age else 0
    draw_text(p, QRectF(r.left(), r.top(), r.width() - aged, 18), tile.kpi.title, "text.1", 13, 600, AL)
    if words is None or figure is None:
        draw_text(p, QRectF(r.left(), r.top() + 20, r.width(), 18), "Not read yet", "text.3", 12, 400, AL)
        return
    draw_text(p, QRectF(r.left(), r.top(), r.width(), 18), words.age, "warn" if words.old else "text.3", 11, 400, AR)
    draw_text(p, QRectF(r.left(), r.top() + 20, r.width(), 28), words.value, "text.3" if words.missing else "text.1", 20, 600, AL)
    after = text_width(words.value, 20, 600) + 7
    draw_text(p, QRectF(r.left() + after, r.top() + 23, r.width() - after, 24), words.unit, "text.3", 12, 400, AL)
    if words.verdict:
        draw_verdict(p, QRectF(r.left(), r.top() + 48, r.width(), 18), words, left=True)
    known = "" if figure.coverage is None else f"{shown(figure.coverage, '%'):f} % known. "
    foot = f"{known}{words.foot}"
    lines = QRectF(r.left(), r.bottom() - 42, r.width(), 44)
    tile.draw_middle(p, QRectF(r.left(), r.top() + 68, r.width(), lines.top() - r.top() - 72))
    draw_wrapped(p, lines, foot, "text.3", 11)
