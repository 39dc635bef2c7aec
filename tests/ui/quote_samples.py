"""Quotes as the console answers about them: one with which nothing is wrong, and its versions; made by the console's own panels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.person import Person
from app.domain.question import AskQuote, CasePanel
from app.domain.quote import QuoteDossier
from app.domain.quote_page import finding_of
from app.domain.quote_version import EXTENDED, OFFERED, QuoteVersion
from app.domain.ref import Ref
from app.domain.version_list import AskVersions, VersionParts, VersionsView
from app.panels import panel_for, quote_versions
from app.store.queue_read import quote_row
from tests.app.commands.parts import TENANT
from tests.app.commands.quotes import parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, eur

CARLA, OMAR = Person("carla", "Carla Rossi", frozenset({"csr"})), Person("omar", "Omar Haddad", frozenset({"order_manager"}))
PUMP = DraftLine("41", "HYD-PMP-18", "Gear pump 18 cc", "7", Decimal(60), Decimal("370.80"))
VALVE = DraftLine("42", "VLV-2040-SS", "Ball valve DN40, steel", "8", Decimal(240), Decimal("361.80"))
PROBE = DraftLine("43", "SNS-PT100-6", "Probe Pt100, 6 mm", "9", Decimal(120), Decimal("93.60"))
CABLE = DraftLine("44", "CBL-M12-5", "M12 cable 5 m", "10", Decimal(200), Decimal("18.00"))
WORK = DraftLine("45", "SRV-COMM-2D", "Commissioning, 2 days", "11", Decimal(1), Decimal("2880.00"))
FIRST = Content(
    DraftHead("DAP Dayton", "Net 30", date(2026, 12, 11), "", "Thank you for your enquiry."), (PUMP, VALVE, PROBE, WORK)
)
OUTSIDE = replace(FIRST, lines=(replace(PUMP, quantity=Decimal(80)), VALVE, PROBE, WORK))
SECOND = Content(
    replace(FIRST.head, payment="Net 45", outside="Delivery in two lots.", inside="Frank agreed the valve's price by phone."),
    (
        replace(PUMP, quantity=Decimal(80)),
        replace(VALVE, price=Decimal("343.71"), discount=Decimal(5), reason="competitor at 345.00"),
        replace(PROBE, note="with cable gland"),
        CABLE,
    ),
)
THIRD = replace(SECOND, head=replace(SECOND.head, valid_until=date(2026, 12, 24)))
SALE = Ref("tryton", "sale", "2207")


def _version(number: int, how: str, by: Person, content: Content, base: Content | None, at: datetime, net: str) -> QuoteVersion:
    return QuoteVersion(SALE, number, how, by.id, at, f"d{number}", "SO-2207", content, base, eur(net))


def versions(now: datetime) -> tuple[QuoteVersion, ...]:
    """The second began from what somebody had changed in the ERP; the third is a longer validity."""
    return (
        _version(1, OFFERED, CARLA, FIRST, None, now - timedelta(days=6), "123192.00"),
        _version(2, OFFERED, CARLA, SECOND, OUTSIDE, now - timedelta(days=2, hours=3), "126986.40"),
        _version(3, EXTENDED, OMAR, THIRD, SECOND, now - timedelta(hours=1), "126986.40"),
    )


class Quotes:
    """``dossier``: what each page shows; ``kept``: its versions; ``gone``: neither system has it any more."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.gone = False
        self.dossier: QuoteDossier = q.dossier(q.until(12))
        self.kept = versions(now)
        self.converted: int | None = None

    def answer(self, question: object) -> Any:
        match question:
            case AskQuote():
                return None if self.gone else self.panel(question.ref)
            case AskVersions():
                return None if self.gone else self.versions()
        raise AssertionError(question)

    def panel(self, ref: Ref) -> CasePanel:
        found = finding_of(self.dossier, TENANT, NOW, 2)
        assert found is not None
        row = quote_row(found, 0, "Halvorsen Marine AS", NOW)
        of = parts(self.dossier, row=row, finding=found, case=None, about=ref, decisions=(), letters=(), past=(), notes=())
        return panel_for(of).build(of, CARLA, POLICY, NOW)

    def versions(self) -> VersionsView:
        """As they stand: the ERP's own quotation says something else than the last of them."""
        dossier = replace(self.dossier, versions=self.kept, asof=self.now)
        return quote_versions.build(VersionParts(dossier, (CARLA, OMAR), self.converted), self.now.astimezone())
