"""How values are written in cells: money, clocks, dates and ages, in the words and signs of the look."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.days import day_month, weekday
from app.domain.money import Money

NONE = "–"
MINUS = "\N{MINUS SIGN}"
_WORDS = {
    "EUR": "euro", "USD": "dollar", "GBP": "pound", "CHF": "franc", "NOK": "krone", "SEK": "krona", "DKK": "krone", "JPY": "yen",
}  # fmt: skip


def whole(money: Money | None) -> str:
    """Whole units without the currency, as queues show money (the currency is in the column's head)."""
    return NONE if money is None else money.text(decimals=False)


def exact(money: Money | None) -> str:
    """All decimals without the currency, as a case shows money."""
    return NONE if money is None else money.text()


def sums(totals: tuple[Money, ...]) -> str:
    """One sum per currency, never mixed: "EUR 184,220.50, USD 900.00"."""
    return ", ".join(f"{m.currency} {m.text()}" for m in totals)


def spoken(money: Money) -> str:
    """For a screen reader: "8,420 euro"."""
    return f"{money.text(decimals=False)} {_WORDS.get(money.currency, money.currency)}"


def span(gap: timedelta) -> str:
    """A length of time in at most two units: "38 min", "2 h 10", "1 d 2 h"; from three days on in days."""
    minutes = int(abs(gap).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02d}"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if days < 3 else f"{days} d"


def spoken_span(gap: timedelta) -> str:
    """For a screen reader: "1 hour 42", "38 minutes"."""
    minutes = int(abs(gap).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} minutes"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} hour{'s' if hours > 1 else ''} {minutes}"
    return f"{hours // 24} days"


def due(at: datetime, since: datetime, now: datetime) -> tuple[str, str]:
    """(shape, text) of a deadline: bad and negative when it has passed, warn when less than a quarter of its time is left.

    Beside a shape there is no room for minutes once there are ten hours.
    """
    left = at - now
    shape = "bad" if left < timedelta(0) else "warn" if left < (at - since) / 4 else ""
    text = _rough(abs(left)) if shape and abs(left) >= timedelta(hours=10) else span(left)
    return shape, f"{MINUS}{text}" if shape == "bad" else text


def age(at: datetime | None, now: datetime) -> str:
    """How long ago, in one unit: "4 s", "6 min", "2 h", "3 d"."""
    return NONE if at is None else _rough(max(now - at, timedelta(0)))


def _rough(gap: timedelta) -> str:
    """In one unit."""
    seconds = int(gap.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def ship(day: date | None, today: date) -> tuple[str, str]:
    """(tone, text) of a day: "1 d late", "Today", "Wed 25" within the week, "25 Nov" beyond it."""
    if day is None:
        return "text.3", NONE
    ahead = (day - today).days
    if ahead < 0:
        return "bad", f"{-ahead} d late" if ahead > -100 else "99+ d late"
    if ahead == 0:
        return "", "Today"
    return "", f"{weekday(day)} {day.day}" if ahead < 7 else short_date(day, today)


def short_date(day: date, today: date) -> str:
    """ "3 Sep"; with the year when it is another one: "3 Sep 25"."""
    text = day_month(day)
    return text if abs((day - today).days) < 300 else f"{text} {day.year % 100:02d}"


def days_words(first: date, last: date) -> str:
    """ "1 Nov to 28 Nov 2026", "28 Dec 2026 to 31 Jan 2027": both included."""
    begin, end = day_month(first), day_month(last)
    return f"{begin} to {end} {last.year}" if first.year == last.year else f"{begin} {first.year} to {end} {last.year}"


def moment(at: datetime, now: datetime) -> str:
    """Today only the time ("08:42"), else only the day ("3 Sep"), in the person's own time zone."""
    local, here = at.astimezone(), now.astimezone()
    return f"{local:%H:%M}" if local.date() == here.date() else short_date(local.date(), here.date())
