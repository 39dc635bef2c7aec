"""Days, whole numbers, amounts and names out of a cell's text; what can be read in two ways is not guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from app.domain.figures_read import Unreadable, figure

DAY_FIRST, MONTH_FIRST = "day first", "month first"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_OTHER = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})[-\s./]*([^\W\d_]{3,9})\.?[-\s./,]*(\d{4})|([^\W\d_]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})|([^\W\d_]{3,9})\.?[-\s./]*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTHS = (
    ("jan", "gen"), ("feb", "fév", "fev"), ("mar", "mär", "mrz"), ("apr", "avr"), ("may", "mai"), ("jun", "juin"), ("jul", "juil"),
    ("aug", "aoû", "aou"), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez", "déc"),
)  # fmt: skip
_FIRST, _LAST = date(1970, 1, 1), date(2100, 1, 1)
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,10})?")
_DIGITS = 10  # after the mark
BLANK = frozenset({"", "nan", "none", "null", "n/a", "#n/a", "nat", "-"})


def quoted(text: str) -> str:
    short = text if len(text) <= 40 else text[:39] + "\N{HORIZONTAL ELLIPSIS}"
    return f"\N{LEFT DOUBLE QUOTATION MARK}{short}\N{RIGHT DOUBLE QUOTATION MARK}"


def order_of(text: str) -> str:
    """Which of day and month a written day puts first, as far as it tells by itself; "" where it does not."""
    found = _OTHER.match(text.strip())
    if found is None:
        return ""
    if found[2] == ".":
        return DAY_FIRST  # nobody writes points between month and day
    first, second = int(found[1]), int(found[3])
    return DAY_FIRST if first > 12 >= second else MONTH_FIRST if second > 12 >= first else ""


def is_open(text: str) -> bool:
    """Whether a written day can be read in two ways that differ."""
    found = _OTHER.match(text.strip())
    return found is not None and order_of(text) == "" and found[1].lstrip("0") != found[3].lstrip("0")


def day(text: str, order: str = "") -> date:
    """The day of "2010-12-01 08:26:00", "12/1/2010 8:26", "01.12.2010", "1 Dec 2010", "20101201". Unreadable for what is none, or can be
    read in two ways while ``order`` does not say which."""
    text = text.strip()
    if found := _ISO.match(text):
        return _made(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _OTHER.match(text):
        return _ordered(text, found, order)
    if found := _NAMED.match(text):
        about = (found[3], found[2], found[1]) if found[1] else (found[6], found[4], found[5])
        return _made(text, int(about[0]), _month_of(text, about[1]), int(about[2]))
    if found := _COMPACT.fullmatch(text):
        return _made(text, int(found[1]), int(found[2]), int(found[3]))
    raise Unreadable(f"{quoted(text)} is not a day" if text else "No day")


def _ordered(text: str, found: re.Match[str], order: str) -> date:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if len(found[4]) == 2 else 0
    told = DAY_FIRST if found[2] == "." else order or order_of(text) or (DAY_FIRST if first == second else "")
    if not told:
        raise Unreadable(f"{quoted(text)} can be read in two ways")
    return _made(text, year, second, first) if told == DAY_FIRST else _made(text, year, first, second)


def month(text: str, order: str = "") -> date:
    """The first day of a month: "2026-03", "03/2026", "March 2026", "3.2026", or of any day in it."""
    text = text.strip()
    found = _MONTH.fullmatch(text)
    if found is None:
        return day(text, order).replace(day=1)
    if found[1]:
        return _made(text, int(found[1]), int(found[2]), 1)
    if found[3]:
        return _made(text, int(found[4]), int(found[3]), 1)
    return _made(text, int(found[6]), _month_of(text, found[5]), 1)


def _month_of(text: str, name: str) -> int:
    low = name.casefold()
    at = next((i for i, heads in enumerate(_MONTHS, 1) if low.startswith(heads)), 0)
    if not at:
        raise Unreadable(f"{quoted(text)} is not a day")
    return at


def _made(text: str, year: int, month_: int, day_: int) -> date:
    try:
        found = date(year, month_, day_)
    except ValueError:
        raise Unreadable(f"{quoted(text)} is not a day of the calendar") from None
    if not _FIRST <= found < _LAST:
        raise Unreadable(f"{quoted(text)} is not between 1970 and 2099")
    return found


def number(text: str, mark: str) -> Decimal:
    """A figure of at most twelve digits before and ten after the mark. Unreadable where it is none, or can be read in two ways."""
    if mark != "," and _PLAIN.fullmatch(text) and (mark == "." or "." not in text):
        return Decimal(text)
    found = figure(text, mark)
    if found.adjusted() > 11:
        raise Unreadable(f"{quoted(text)} is too large")
    if -int(found.normalize().as_tuple().exponent) > _DIGITS:
        raise Unreadable(f"{quoted(text)} has more than {_DIGITS} digits after the mark")
    return found


def whole(text: str, mark: str) -> int:
    """A count. Unreadable where it is none, not whole or below 0."""
    found = number(text, mark)
    if found != found.to_integral_value() or found < 0:
        raise Unreadable(f"{quoted(text)} is not a count")
    return int(found)


def named(text: str) -> str:
    """A name or number as a key: outer blanks gone, blanks inside one, "17850.0" is "17850"; "" for what says nothing."""
    found = " ".join(text.split())
    if found.casefold() in BLANK:
        return ""
    return found[:-2] if found.endswith(".0") and found[:-2].isdigit() else found
