"""Profiles that sign in by themselves, one folder for each colleague.

A folder (0700) holds two files (0600) that the console reads, and later the console's own mirror and outbox:

    profile.toml    [team] url           postgresql://login:password@host:port/database
                    [person] id, login
                    [[source]]           kind, name, url, database, login of one ERP or shop
                    [demo] password_file the file below, absolute
    passwords.json  {login: password} of this person only, one login for each system

Addresses change when ports do, so both files are written at every start.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from demo.state import write_private


@dataclass(frozen=True, slots=True)
class Source:
    """One system of a profile. ``name``: in the console; the connector's ``kind`` where it is the first of it."""

    kind: str
    url: str
    database: str
    login: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one colleague's console needs to know; the password is the same in every system."""

    login: str
    password: str
    team_url: str
    sources: tuple[Source, ...]


def write(folder: Path, profile: Profile) -> Path:
    """Write or renew the two files; the folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    passwords = folder / "passwords.json"
    write_private(passwords, json.dumps({source.login: profile.password for source in profile.sources}))
    rows = [
        "[team]",
        f"url = {_quoted(profile.team_url)}",
        "",
        "[person]",
        f"id = {_quoted(profile.login)}",
        f"login = {_quoted(profile.login)}",
        *(line for source in profile.sources for line in _source(source)),
        "",
        "[demo]",
        f"password_file = {_quoted(str(passwords))}",
    ]
    write_private(folder / "profile.toml", "\n".join(rows) + "\n")
    return folder


def _source(source: Source) -> list[str]:
    return [
        "",
        "[[source]]",
        f"kind = {_quoted(source.kind)}",
        f"name = {_quoted(source.name or source.kind)}",
        f"url = {_quoted(source.url)}",
        f"database = {_quoted(source.database)}",
        f"login = {_quoted(source.login)}",
    ]


def forget(folder: Path) -> None:
    """Remove a profile with its mirror and outbox: they describe a database that is made again."""
    shutil.rmtree(folder, ignore_errors=True)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string
