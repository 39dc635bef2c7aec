"""Changes one value in a policy's text and leaves the rest of it, comments too, as it stands; what comes out is read again to be sure."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Refused
from app.policy.texts import Texts

GRANT_FIELDS = ("amount", "percent", "four_eyes_above")
_WIDE = 100  # a list of grants longer than this goes over several lines


def with_grant(texts: Texts, entity: str, deed: str, grant: int, field: str, value: str) -> Texts:
    """A bound of one role's right to a deed; ``value`` "" takes it away. ``entity``: a system's own rule, begun from the central one."""
    data = tomllib.loads(texts.authority)
    own = data.get("entity", {}).get(entity, {}).get("deeds", {}).get(deed) if entity else None
    rule = json.loads(json.dumps(own or data["deeds"][deed]))
    row = rule["grants"][grant]
    if value:
        row[field] = value
    else:
        row.pop(field, None)
    return replace(texts, authority=_with_table(texts.authority, _path(entity, deed), rule))


def without_own(texts: Texts, entity: str, deed: str) -> Texts:
    """The system goes by the central rule again."""
    return replace(texts, authority=_with_table(texts.authority, _path(entity, deed), None))


def with_value(texts: Texts, document: str, entity: str, name: str, value: object) -> Texts:
    """A value of one of the ``sheets``, as TOML holds it; None takes a system's own away."""
    text = getattr(texts, document)
    data = tomllib.loads(text)
    if not entity:
        return replace(texts, **{document: _checked(_with_line(text, name, value), data | {name: value})})
    own = dict(data.get("entity", {}).get(entity, {}))
    if value is None:
        own.pop(name, None)
    else:
        own[name] = value
    return replace(texts, **{document: _with_table(text, ("entity", entity), own or None)})


def with_fiscal(texts: Texts, told: Mapping[str, Any]) -> Texts:
    """Another fiscal year, as TOML holds it."""
    return replace(texts, authority=_with_table(texts.authority, ("fiscal",), told))


def _path(entity: str, deed: str) -> tuple[str, ...]:
    return ("entity", entity, "deeds", deed) if entity else ("deeds", deed)


def _with_table(text: str, path: tuple[str, ...], body: Mapping[str, Any] | None) -> str:
    """The table at ``path`` as ``body`` has it: in its place, or at the end where it is new; None: gone."""
    lines = text.splitlines()
    at = next((n for n, line in enumerate(lines) if _header(line) == path), None)
    written = [] if body is None else [f"{name} = {_toml(value)}" for name, value in body.items()]
    if at is None:
        new = [*lines, "", f"[{'.'.join(map(_key, path))}]", *written] if body is not None else lines
    else:
        end = _end(lines, at + 1)
        new = [*lines[:at], *([lines[at], *written] if body is not None else []), *lines[end:]]
    return _checked("\n".join(new).rstrip() + "\n", _placed(tomllib.loads(text), path, body))


def _header(line: str) -> tuple[str, ...] | None:
    found = re.match(r"\s*\[(?!\[)(.+?)\]\s*(#.*)?$", line)
    if not found:
        return None
    try:
        told = tomllib.loads(f"[{found[1]}]")
    except tomllib.TOMLDecodeError:
        return None
    path = []
    while told:
        (name,) = told
        path.append(name)
        told = told[name]
    return tuple(path)


def _end(lines: list[str], at: int) -> int:
    """Where a table's own lines end: before a blank line, a comment or the next table, outside of any list."""
    depth = 0
    for n in range(at, len(lines)):
        bare = _bare(lines[n])
        if depth == 0 and (not bare.strip() or bare.lstrip()[0] in "[#"):
            return n
        depth += _opened(bare)
    return len(lines)


def _bare(line: str) -> str:
    """Without what its texts say."""
    return re.sub(r'"(\\.|[^"\\])*"', '""', line)


def _opened(bare: str) -> int:
    """How many lists and tables more begin in it than end."""
    told = bare.partition("#")[0]
    return sum(told.count(c) for c in "[{") - sum(told.count(c) for c in "]}")


def _with_line(text: str, name: str, value: object) -> str:
    """The first such field anew, over however many lines its list went."""
    lines = text.splitlines()
    at = next((n for n, line in enumerate(lines) if re.match(rf"{re.escape(name)}\s*=", line)), len(lines))
    end, depth = at, 0
    while end < len(lines) and (end == at or depth > 0):
        depth += _opened(_bare(lines[end]))
        end += 1
    return "\n".join([*lines[:at], f"{name} = {_toml(value)}", *lines[end:]]) + "\n"


def _placed(data: dict[str, Any], path: tuple[str, ...], body: Mapping[str, Any] | None) -> dict[str, Any]:
    inner = data
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    if body is None:
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = dict(body)
    return _without_empty(data)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    told = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in data.items()}
    return {name: value for name, value in told.items() if value != {}}


def _checked(text: str, wanted: Mapping[str, Any]) -> str:
    try:
        fits = _without_empty(tomllib.loads(text)) == _without_empty(dict(wanted))
    except tomllib.TOMLDecodeError:
        fits = False
    if not fits:
        raise Refused("This text is written in a way that cannot be changed here", "Write it in the text itself.")
    return text


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return f"{{ {', '.join(f'{_key(k)} = {_toml(v)}' for k, v in value.items())} }}"
        case list():
            line = f"[{', '.join(_toml(v) for v in value)}]"
            if len(line) <= _WIDE:
                return line
            return "[\n" + "".join(f"    {_toml(v)},\n" for v in value) + "]"
        case _:
            raise Refused("This text is written in a way that cannot be changed here", "Write it in the text itself.")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
