"""The words at the bottom edge about a system."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.stage import NOW, source
from ui.shell.statusbar import Part, source_part


@pytest.mark.parametrize(
    ("state", "server", "read", "said"),
    [
        ("starting", "", False, ("none", "ERP connecting")),
        ("starting", "Tryton 8.2", False, ("wait", "ERP first reading")),
        ("offline", "Tryton 8.2", False, ("bad", "ERP away")),
        ("sign_in", "", False, ("bad", "ERP needs your sign-in")),
        ("ok", "Tryton 8.2", True, ("ok", "ERP 4 s")),
        ("offline", "Tryton 8.2", True, ("bad", "ERP 4 s")),
    ],
)
def test_what_is_said_of_it(state: str, server: str, read: bool, said: Part) -> None:
    of = replace(source(state), server=server)
    assert source_part(of if read else replace(of, last_ok=None), NOW) == said
