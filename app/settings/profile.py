"""A profile: one person in one team, with the systems this console is signed in to."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.errors import Refused


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One remote system. ``kind`` names the connector, ``name`` is ours and appears in records; a password is never kept here.

    ``database``: in an ERP the company's; of a mail server the address that customers see as the sender.
    """

    kind: str
    name: str
    url: str
    database: str
    login: str


@dataclass(frozen=True, slots=True)
class Profile:
    """``folder`` holds profile.toml, mirror.db, figures.db, told.db and outbox.db; ``team_url`` is sqlite:///... or postgresql://...

    ``language``: (ISO 639-1) in which a customer is written to whose own language nobody knows.

    ``storefront``: where a customer pays, with {request} in place of the payment request's key; empty where nobody told it.

    ``password_file``: only the demo company has one (a 0600 file that its launcher wrote); people have the keyring.
    """

    folder: Path
    team_url: str
    person_id: str
    sources: tuple[SourceSettings, ...]
    password_file: Path | None = None
    storefront: str = ""
    language: str = "en"

    @property
    def mirror(self) -> Path:
        return self.folder / "mirror.db"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox.db"


def home() -> Path:
    """The folder of all profiles of this user of the machine."""
    return Path(platformdirs.user_data_dir("clearline", appauthor=False)) / "profiles"


def known(folder: Path) -> tuple[Profile, ...]:
    """The profiles below ``folder`` (see ``home``), by name. Refused where one cannot be read."""
    if not folder.is_dir():
        return ()
    return tuple(read(one) for one in sorted(folder.iterdir()) if (one / "profile.toml").is_file())


def read(folder: Path) -> Profile:
    """Read ``folder``/profile.toml. Refused, with the file and what is wrong with it, where it cannot be used."""
    file = folder / "profile.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        demo = data.get("demo", {})
        return Profile(
            folder=folder,
            team_url=str(data["team"]["url"]),
            person_id=str(data["person"]["id"]),
            sources=tuple(SourceSettings(**{k: str(s[k]) for k in SourceSettings.__slots__}) for s in data["source"]),
            password_file=Path(demo["password_file"]) if "password_file" in demo else None,
            storefront=str(data.get("shop", {}).get("storefront", "")),
            language=str(data.get("mail", {}).get("language", "en")),
        )
    except FileNotFoundError as e:
        raise Refused(f"There is no profile in {folder}", "Start Clearline without --profile to sign in.", about=str(file)) from e
    except (tomllib.TOMLDecodeError, KeyError, TypeError, OSError) as e:
        raise Refused(
            f"The profile {file} cannot be read", f"{type(e).__name__}: {e}. Correct the file or delete it.", about=str(file)
        ) from e


def write(profile: Profile) -> None:
    """Write profile.toml, readable by this user only."""
    profile.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = ["[team]", f"url = {_quoted(profile.team_url)}", "", "[person]", f"id = {_quoted(profile.person_id)}"]
    for source in profile.sources:
        lines += ["", "[[source]]", *(f"{k} = {_quoted(getattr(source, k))}" for k in SourceSettings.__slots__)]
    if profile.storefront:
        lines += ["", "[shop]", f"storefront = {_quoted(profile.storefront)}"]
    if profile.language != "en":
        lines += ["", "[mail]", f"language = {_quoted(profile.language)}"]
    if profile.password_file is not None:
        lines += ["", "[demo]", f"password_file = {_quoted(str(profile.password_file))}"]
    temporary = profile.folder / "profile.toml.new"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    temporary.replace(profile.folder / "profile.toml")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
