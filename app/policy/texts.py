"""The texts of one version of the policy, reviewed and approved as one: the authority matrix, and the limits for offers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.errors import Refused

FOLDER = Path(__file__).parents[2] / "resources" / "policy"
NAMES = ("authority", "quotes")


@dataclass(frozen=True, slots=True)
class Texts:
    """Each is TOML; how they are read: ``loader``, ``quotes``."""

    authority: str
    quotes: str

    @property
    def body(self) -> str:
        """As the team store keeps it: canonical JSON."""
        return json.dumps(
            {name: getattr(self, name) for name in NAMES}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )


def read(body: str) -> Texts:
    """Refused where the body is no set of texts."""
    try:
        told = json.loads(body)
        return Texts(*(str(told[name]) for name in NAMES))
    except (ValueError, KeyError, TypeError) as e:
        raise Refused("The policy cannot be read", "It is not a set of texts.") from e


def sha256_of(body: str) -> str:
    """What an approval is bound to."""
    return hashlib.sha256(body.encode()).hexdigest()


@cache
def shipped() -> Texts:
    """As this program came with them: the first version of a new team."""
    return Texts(*((FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in NAMES))
