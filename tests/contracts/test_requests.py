"""A shop's draft orders, which are requests for an offer until somebody answers them: read with their stage and their end."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.shop import WebOrderState
from tests.contracts.copy import Copy
from tests.contracts.targets import Target

KINDS = ("medusa",)


def test_a_draft_is_a_request_with_its_lines_until_its_offer_went_out_or_it_is_ordered(target: Target) -> None:
    key = target.office.removable()
    note = {"ext_ref": "RFQ-1", "stage": "new", "valid_until": "2031-05-09"}
    target.office.call("POST", f"/admin/draft-orders/{key}", {"metadata": note})
    copy = Copy(target).round()
    found = copy.records["web_orders"][key]
    assert (found.state, found.stage, found.shared, found.expires_on) == (WebOrderState.DRAFT, "new", "RFQ-1", date(2031, 5, 9))
    assert [x.order for x in copy.records["web_lines"].values()].count(key) == 1

    target.office.call(
        "POST", f"/admin/draft-orders/{key}", {"metadata": {"stage": "sent", "valid_until": "", "valid_days": "14"}}
    )
    copy.round()
    found = copy.records["web_orders"][key]
    assert (found.stage, found.expires_on) == ("sent", (found.placed_at + timedelta(days=14)).date())

    target.office.call("POST", f"/admin/draft-orders/{key}/convert-to-order", {})
    copy.round()
    found = copy.records["web_orders"][key]
    assert (found.state, found.stage, found.expires_on) == (WebOrderState.PLACED, "sent", None)
