"""What the add-on answered is told only where it says that the deed is done."""

from __future__ import annotations

import pytest

from app.connectors.tryton import scripts
from app.errors import OutcomeUnknown
from tests.contracts.letters import letter


@pytest.mark.parametrize(
    ("deed", "body", "state"),
    [
        ("replace_units", {"complaint": "1", "number": "CL1", "line": "1", "pieces": [1]}, "quotation"),
        ("credit_units", {"complaint": "1", "number": "CL1", "line": "1", "pieces": [1], "each": "1"}, "waiting"),
        ("authorise_return", {"return": "1", "lines": {"1": "1"}}, "quotation"),
        ("receive_return", {"return": "1", "moves": {"1": "1"}}, "draft"),
        ("inspect_return", {"return": "1", "put": []}, "received"),
    ],
)
def test_a_document_that_is_not_carried_out_is_not_told_as_carried_out(deed: str, body: dict[str, object], state: str) -> None:
    with pytest.raises(OutcomeUnknown, match=state):
        scripts.told(letter(deed, body, "D-1"), {"result": [[{"id": 1, "state": state}]], "revs": {}, "effects": []})
