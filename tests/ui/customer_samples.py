"""What the console answers about customers in the screens' tests: the sample's own, composed by the real page."""

from __future__ import annotations

from dataclasses import replace

from app.domain.complaint import Complaint
from app.domain.customer_parts import CustomerParts
from app.domain.customers import AskCustomer, CustomerView
from app.domain.ref import Ref
from app.panels.customer import build
from tests.app.customers import ERP, nothing, parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules.world import CUSTOMER, NOW, invoice

NEW = Ref(ERP, "customer", "9")


class Customers:
    """``unknown``: no ERP knows whoever is asked for. The customer with the key 9 did nothing yet."""

    def __init__(self) -> None:
        self.parts = _full()
        self.unknown = False
        self.asked: list[AskCustomer] = []

    def answer(self, ask: AskCustomer) -> CustomerView | None:
        self.asked.append(ask)
        if self.unknown:
            return None
        if ask.ref == NEW:
            bare = replace(CUSTOMER, ref=NEW, number="C-9", name="Nordlys Offshore AS")
            view = build(nothing(), ask.whole, POLICY, NOW)
            return replace(view, ref=NEW, number=bare.number or "", name=bare.name)
        return build(self.parts, ask.whole, POLICY, NOW)


def _full() -> CustomerParts:
    made = parts()
    bills = (*(made.dossier.invoices or ()), *(invoice(f"{n:02}") for n in range(8)))
    (one,) = made.complaints or ()
    lonely: Complaint = replace(
        one, ref=Ref(ERP, "complaint", "2"), number="CL00002", sale=None, words="Wrong colour", state="done"
    )
    return replace(made, dossier=replace(made.dossier, invoices=bills), complaints=(one, lonely))
