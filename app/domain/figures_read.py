"""Numbers as people of any country write them, read without a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

DIGITS = 4  # after the point; no ERP of ours keeps more of a price
CURRENCY = r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|JPY|CNY|[$€£¥])"
_BEFORE = re.compile(rf"^(?:{CURRENCY}|x|×)\s*", re.I)
_AFTER = re.compile(rf"\s*(?:{CURRENCY}|%|pcs?\.?|pieces?|stk\.?|stück|st\.?|ea\.?|units?|u|x|×)$", re.I)
_GAPS = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
_DIGITS = re.compile(r"[+-]?\d[\d.,]*|[+-]?[.,]\d+")


class Unreadable(ValueError):
    """Says in words what is wrong with the number."""


def bare(text: str) -> str:
    """Without what stands around a number (currency, pieces, per cent) and without gaps between thousands; "(5)" is "-5"."""
    found = text.strip().replace("\N{MINUS SIGN}", "-").replace("\u2013", "-")
    if found.startswith("(") and found.endswith(")"):
        found = "-" + found[1:-1].strip()
    sign = "-" if found[:1] == "-" else ""
    found = _AFTER.sub("", _BEFORE.sub("", found.lstrip("+-").strip()))
    found = ("-" if found[:1] == "-" else "") + found.lstrip("+-").strip()
    return sign + _GAPS.sub("", found)


def looks_like(text: str) -> bool:
    return _DIGITS.fullmatch(bare(text)) is not None


def mark(texts: Iterable[str]) -> str:
    """The decimal mark that these numbers agree on: "," or "."; "" where none of them tells, or they differ."""
    told = {found for text in texts if looks_like(text) and (found := _tells(bare(text).lstrip("+-")))}
    return told.pop() if len(told) == 1 else ""


def _tells(digits: str) -> str:
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return ""
    one, other = digits[last], "," if digits[last] == "." else "."
    if digits.count(one) > 1:
        return other  # it groups thousands
    if other in digits or len(digits) - last - 1 != 3 or digits[:last] in ("", "0") or last > 3:
        return one
    return ""


def figure(text: str, decimal_mark: str = "") -> Decimal:
    """The number in a text. Unreadable where there is none, or where it can be read in two ways and ``decimal_mark`` does not say how."""
    digits = bare(text)
    if _DIGITS.fullmatch(digits) is None:
        raise Unreadable(f"\N{LEFT DOUBLE QUOTATION MARK}{text.strip()}\N{RIGHT DOUBLE QUOTATION MARK} is not a number")
    sign, digits = ("-" if digits[0] == "-" else ""), digits.lstrip("+-")
    if "." not in digits and "," not in digits:
        return Decimal(sign + digits)
    used = _tells(digits) or decimal_mark
    if not used:
        whole, _, rest = digits.replace(",", ".").partition(".")
        raise Unreadable(f"{text.strip()} can be read as {whole}.{rest} or as {whole}{rest}: write it without the mark")
    whole, _, rest = digits.partition(used)
    other = "," if used == "." else "."
    if used in rest or other in rest or (other in whole and not re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+", whole)):
        raise Unreadable(f"\N{LEFT DOUBLE QUOTATION MARK}{text.strip()}\N{RIGHT DOUBLE QUOTATION MARK} is not a number")
    return Decimal(f"{sign}{whole.replace(other, '') or '0'}.{rest or '0'}")


# ---- of a line: None where nothing is written, Unreadable for what no line can say ----


def quantity(text: str, decimal_mark: str = "") -> Decimal | None:
    found = _kept(text, decimal_mark)
    if found is not None and found <= 0:
        raise Unreadable(f"The quantity is {'negative' if found < 0 else 'zero'}")
    return found


def price(text: str, decimal_mark: str = "") -> Decimal | None:
    found = _kept(text, decimal_mark)
    if found is not None and found < 0:
        raise Unreadable("The price is negative")
    return found


def discount(text: str, decimal_mark: str = "") -> Decimal | None:
    """Per cent; none at all is nothing written."""
    found = _kept(text, decimal_mark)
    if found is not None and not 0 <= found <= 100:
        raise Unreadable("The discount is not between 0 and 100 %")
    return found or None


def _kept(text: str, decimal_mark: str) -> Decimal | None:
    if not text:
        return None
    found = figure(text, decimal_mark)
    if -int(found.normalize().as_tuple().exponent) > DIGITS:
        raise Unreadable(f"More than {DIGITS} digits after the point")
    if found.adjusted() > 11:
        raise Unreadable("The number is too large")
    return found
