"""The customer's account as if the quote were ordered, in rows."""

from __future__ import annotations

from datetime import datetime

from app.commands import words
from app.domain.beside import Account
from app.domain.draft_rows import Totals

Rows = tuple[tuple[str, tuple[str, str]], ...]


def account_rows(account: Account | None, totals: Totals | None, now: datetime) -> Rows:
    """(label, (text, tone)). While nothing is known yet, that is said; figures of before stay, with their age."""
    if account is None:
        return (("Account", ("being read", "text.3")),)
    if account.unknown or account.used is None:
        return (("Account", (f"not known: {account.unknown}", "warn")),)
    read = (("Read", (words.age(account.asof, now) if account.asof else "not completely yet", "text.3")),)
    blocked = (("Blocked", (account.blocked, "bad")),) if account.blocked else ()
    if account.limit is None:
        return (("Used", (account.used.named(), "text.1")), ("Limit", ("none", "text.1")), *blocked, *read)
    limit = ("Used, limit", (f"{account.used.text(decimals=False)} of {account.limit.text(decimals=False)}", "text.1"))
    return (limit, *_with_this(account, totals), *blocked, *read)


def _with_this(account: Account, totals: Totals | None) -> Rows:
    """Of what the ERP priced; the quote in another currency cannot be set against the limit."""
    if totals is None:
        return (("With this", ("not priced yet", "text.3")),)
    over = account.over(totals.untaxed)
    if over is None:
        return (("With this", (f"not known in {totals.untaxed.currency}", "text.3")),)
    if over.minor > 0:
        return (("With this", (f"{over.named()} over", "bad")),)
    return (("With this", (f"fits, {(-over).named()} left", "ok" if totals.current else "text.3")),)
