# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape and size of what a client may send as one command; anything else is refused before it touches a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trytond.i18n import gettext

from .exceptions import CommandError

CALLS = 20  # method calls in one command
RECORDS = 200  # records expected or watched
FIELDS = 50  # fields watched of one record
NAMES = 50  # accepted warnings
DEPTH = 20  # nesting of the arguments
NODES = 20_000  # values in the arguments
TEXT = 1_000_000  # characters in the arguments

_KEY = re.compile(r"[!-~]{8,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RECORD = re.compile(r"([a-z][a-z0-9_.-]{0,99}),([1-9][0-9]{0,9})")


@dataclass(frozen=True)
class Order:
    """One command as checked: ``calls`` [(model, method, arguments)], ``expect`` {(model, id): stamp},
    ``accept`` names of warnings, ``watch`` {(model, id): (field, ...)}."""

    calls: tuple[tuple[str, str, list[Any]], ...]
    expect: dict[tuple[str, int], str]
    accept: frozenset[str]
    watch: dict[tuple[str, int], tuple[str, ...]]

    @classmethod
    def checked(cls, calls: Any, expect: Any, accept: Any, watch: Any) -> Order:
        """The order a client sent. CommandError where it is not one; null stands for an empty expect, accept or watch."""
        expect = {} if expect is None else expect
        accept = [] if accept is None else accept
        watch = {} if watch is None else watch
        _measure([calls, expect, accept, watch])
        return cls(_calls(calls), _expect(expect), _accept(accept), _watch(watch))


def check_key(key: Any) -> None:
    """A key is 8 to 64 visible ASCII characters; CommandError otherwise."""
    _demand(isinstance(key, str) and _KEY.fullmatch(key), "key")


def check_digest(sha256: Any) -> None:
    """The digest of a payload is 64 lower-case hexadecimal digits; CommandError otherwise."""
    _demand(isinstance(sha256, str) and _SHA256.fullmatch(sha256), "sha256")


def _demand(truth: object, name: str) -> None:
    if not truth:
        raise CommandError(gettext("clearline_console.msg_malformed", name=name))


def _measure(value: Any) -> None:
    """Refuse what is too deep, too many or too long, without recursion: the depth is the client's choice."""
    nodes = text = 0
    level = [value]
    for _ in range(DEPTH):
        below: list[Any] = []
        for item in level:
            nodes += 1
            if isinstance(item, (str, bytes)):
                text += len(item)
            elif isinstance(item, dict):
                below.extend(item.keys())
                below.extend(item.values())
            elif isinstance(item, (list, tuple)):
                below.extend(item)
        if nodes > NODES or text > TEXT or len(below) > NODES:
            break
        if not below:
            return
        level = below
    raise CommandError(gettext("clearline_console.msg_too_large"))


def _calls(calls: Any) -> tuple[tuple[str, str, list[Any]], ...]:
    _demand(isinstance(calls, list) and 0 < len(calls) <= CALLS, "calls")
    for call in calls:
        _demand(isinstance(call, list) and len(call) == 3, "calls")
        model, method, arguments = call
        _demand(isinstance(model, str) and isinstance(method, str) and isinstance(arguments, list), "calls")
    return tuple((model, method, arguments) for model, method, arguments in calls)


def _record(text: Any, name: str) -> tuple[str, int]:
    found = _RECORD.fullmatch(text) if isinstance(text, str) else None
    _demand(found and int(found[2]) < 2**31, name)
    return found[1], int(found[2])


def _expect(expect: Any) -> dict[tuple[str, int], str]:
    _demand(isinstance(expect, dict) and len(expect) <= RECORDS, "expect")
    _demand(all(isinstance(stamp, str) for stamp in expect.values()), "expect")
    return {_record(record, "expect"): stamp for record, stamp in expect.items()}


def _accept(accept: Any) -> frozenset[str]:
    _demand(isinstance(accept, list) and len(accept) <= NAMES, "accept")
    _demand(all(isinstance(name, str) for name in accept), "accept")
    return frozenset(accept)


def _watch(watch: Any) -> dict[tuple[str, int], tuple[str, ...]]:
    _demand(isinstance(watch, dict) and len(watch) <= RECORDS, "watch")
    for names in watch.values():
        _demand(isinstance(names, list) and len(names) <= FIELDS, "watch")
        _demand(all(isinstance(name, str) for name in names), "watch")
    return {_record(record, "watch"): tuple(names) for record, names in watch.items()}
