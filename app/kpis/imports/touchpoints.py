"""Which of the ten touchpoints, or the relationship itself, a survey's own words mean."""

from __future__ import annotations

import re

from app.domain.figures_read import Unreadable
from app.kpis.imports.values import named, quoted

TOUCHPOINTS = (
    ("marketing", "Marketing contact"),
    ("visit", "First visit"),
    ("sales_contact", "Talking to sales or service"),
    ("buying", "Buying"),
    ("waiting", "Waiting for delivery"),
    ("delivery", "Receiving the delivery"),
    ("problem", "A problem or a return"),
    ("billing", "The bill"),
    ("escalation", "An escalation"),
    ("referral", "Referring others"),
    ("relationship", "The whole relationship"),
)
_TITLES = dict(TOUCHPOINTS)
# The first line of which a word begins a word of the text holds.
_TOLD = """
relationship relationship relational general geschäftsbeziehung beziehung gesamt relation globale overall
escalation eskalation escalade escalation
problem problem reklamation retoure return retour support störung réclamation claim complaint renegotiation
billing bill invoice rechnung facture facturation abrechnung
waiting wait warten wartezeit attente lead
delivery deliver received lieferung livraison erhalt réception shipment
sales_contact sales vertrieb service conseil beratung spoke gespräch vente contact-sales
buying buy purchase order kauf bestellung achat commande quote angebot contract
visit visit besuch visite website first
marketing marketing werbung newsletter campaign kampagne campagne publicité
referral refer recommend empfehlung weiterempfehlung recommandation parrainage
"""
_WORDS = tuple((line.split()[0], tuple(line.split()[1:])) for line in _TOLD.strip().splitlines())


def title(touchpoint: str) -> str:
    return _TITLES.get(touchpoint, touchpoint)


def touchpoint(text: str) -> str:
    """Its name here; by number (1 to 10, as the ten are counted), by name, or by a word in English, German or French."""
    found = named(text).casefold()
    if not found:
        raise Unreadable("No touchpoint")
    if found in _TITLES:
        return found
    counted = re.match(r"(\d{1,2})\b", found)
    if counted and 1 <= int(counted[1]) <= 10:
        return TOUCHPOINTS[int(counted[1]) - 1][0]
    words = re.findall(r"[\w-]+", found.replace("_", " "))
    for name, heads in _WORDS:
        if any(word.startswith(head) for word in words for head in heads):
            return name
    raise Unreadable(f"{quoted(text.strip())} is none of the ten touchpoints")
