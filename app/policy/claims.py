"""The terms of carriers, from their text; which modes of transport there are comes with the program, for a law is behind each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.carrier_terms import UNITS, CarrierTerms, Mode, Term
from app.policy.reading import one_of, text, wrong
from app.policy.sheet import Sheet

_NAME = "claims"
_MODES = {"road": "Road, Europe", "ltl": "Part load, USA", "air": "Air", "ocean": "Sea"}
_STEPS = {"notice": "notice within", "claim": "claim within"}
_TITLES = {
    "assumed": "Where nobody knows how it went",
    **{f"{mode}_{step}": f"{title}: {what}" for mode, title in _MODES.items() for step, what in _STEPS.items()},
}
_TERM = re.compile(r"(\d{1,4}) (business days?|days?|months?)\s*:\s*(\S.*)")
_ANY = date(2001, 1, 1)  # a day from which two terms are compared
_MOST = 3650


def _terms(body: Mapping[str, Any], path: str) -> CarrierTerms:
    modes = {name: Mode(name, title, *(_term(body, f"{name}_{step}", path) for step in _STEPS)) for name, title in _MODES.items()}
    for name, mode in modes.items():
        if mode.claim.last_day(_ANY) < mode.notice.last_day(_ANY):
            wrong(f"{path}{name}_claim", "no shorter than the notice", _NAME)
    return CarrierTerms(modes[one_of(tuple(_MODES), body, "assumed", path.rstrip("."), _NAME)], modes)


def _term(body: Mapping[str, Any], name: str, path: str) -> Term:
    found = _TERM.fullmatch(text(body, name, f"{path}{name}", _NAME).strip())
    if found is None or not 0 < int(found[1]) <= _MOST:
        wrong(f"{path}{name}", f'how many {", ".join(UNITS)} and where it is written, such as "7 days: HGB 438"', _NAME)
    return Term(int(found[1]), found[2].rstrip("s") + "s", found[3])


def _value(terms: CarrierTerms, name: str) -> object:
    if name == "assumed":
        return terms.assumed.name
    mode, _, step = name.partition("_")
    return getattr(terms.modes[mode], step)


CLAIMS = Sheet(_NAME, "Terms of carriers", _TITLES, {}, _terms, _value)
