"""The texts of one version of the policy, reviewed and approved as one: the authority matrix, and the ``sheets``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.errors import Refused

FOLDER = Path(__file__).parents[2] / "resources" / "policy"
NAMES = ("authority", "quotes", "returns", "claims", "sourcing")
_LATER = frozenset(
    {"returns", "claims", "sourcing"}
)  # a body of before has not got these: then what the program comes with holds


@dataclass(frozen=True, slots=True)
class Texts:
    """Each is TOML; how they are read: ``loader``, ``sheets``."""

    authority: str
    quotes: str
    returns: str
    claims: str
    sourcing: str

    @property
    def body(self) -> str:
        """As the team store keeps it: canonical JSON.

        A program of before finds none of its texts in it, so it says that it cannot read the policy instead of judging by terms of its own.
        """
        told = {"texts": {name: getattr(self, name) for name in NAMES}}
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(body: str) -> Texts:
    """Refused where the body is no set of texts."""
    try:
        told = json.loads(body)
        written = told["texts"] if "texts" in told else {name: getattr(shipped(), name) for name in _LATER} | told
        return Texts(*(str(written[name]) for name in NAMES))
    except (ValueError, KeyError, TypeError) as e:
        raise Refused("The policy cannot be read", "It is not a set of texts.") from e


def sha256_of(body: str) -> str:
    """What an approval is bound to."""
    return hashlib.sha256(body.encode()).hexdigest()


@cache
def shipped() -> Texts:
    """As this program came with them: the first version of a new team."""
    return Texts(*((FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in NAMES))
