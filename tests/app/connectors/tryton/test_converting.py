"""When an offer is over: by the day of the company that made it, wherever the console stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.connectors.tryton.client import Client
from app.connectors.tryton.converting import Conversion, check
from app.domain.money import Money
from app.errors import RefusedByRemote
from tests.contracts.letters import letter
from tests.doubles.tryton import FakeTryton, server


@pytest.mark.parametrize(("ahead", "over"), [(-1, False), (0, False), (1, True)])
def test_an_offer_is_over_when_its_last_day_is_over_in_the_company(
    monkeypatch: pytest.MonkeyPatch, ahead: int, over: bool
) -> None:
    """Between midnight there and midnight in Greenwich it is another day."""
    last = datetime.now(UTC).date()
    monkeypatch.setattr(server, "today", lambda: last + timedelta(days=ahead))
    fake = FakeTryton(addon=False)
    try:
        client = Client(fake.url, fake.database, "fiona", fake.erp.passwords["fiona"])
        sent, wanted = letter("convert_quote", {}, "SO-1"), Conversion(1, "", "PO-1", Money(100, "EUR"), True, {}, None, None)
        offer = {"state": "quotation", "quotation_expire": last, "untaxed_amount": Decimal(1), "currency.": {"code": "EUR"}}
        if over:
            with pytest.raises(RefusedByRemote, match=f"SO-1 expired on {last.isoformat()}"):
                check(client, sent, wanted, offer)
        else:
            check(client, sent, wanted, offer)
    finally:
        fake.close()
