"""A small company for consoles as a whole: the fake Tryton with one held order, and a profile to start a console from."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.console import Console
from app.domain.question import AskQueue, CaseRow, QueueAnswer
from tests.doubles.tryton import FakeTryton
from tests.patience import PATIENCE

PEOPLE: list[dict[str, Any]] = [
    {
        "id": "fiona",
        "name": "Fiona Brandt",
        "roles": ["credit_manager"],
        "logins": {"tryton": "fiona"},
        "db_role": "fiona",
        "db_password": "x",
    },
]


def company(stack: ExitStack) -> FakeTryton:
    """A customer with a limit of 100.00 who has ordered for 110.00; in EUR."""
    fake = FakeTryton(addon=True)
    stack.callback(fake.close)
    fake.erp.table("currency.currency")[1]["code"] = "EUR"
    order = fake.erp.order(fake.erp.customer("Acme Fabrication", "100.00"), "110.00")
    fake.erp.write("sale.sale", order, {"reference": "PO-1"}, fake.erp.now())
    return fake


def profile(folder: Path, fake: FakeTryton, team_url: str, login: str = "fiona") -> Path:
    """A profile as the demo company writes it."""
    folder.mkdir()
    passwords = folder / "passwords.json"
    passwords.write_text(json.dumps({login: fake.erp.passwords[login]}))
    passwords.chmod(0o600)
    source = {"kind": "tryton", "name": "tryton", "url": fake.url, "database": fake.database, "login": login}
    lines = ["[team]", f'url = "{team_url}"', "[person]", f'id = "{login}"', "[[source]]"]
    lines += [f'{k} = "{v}"' for k, v in source.items()] + ["[demo]", f'password_file = "{passwords}"']
    (folder / "profile.toml").write_text("\n".join(lines) + "\n")
    return folder


def held(console: Console) -> tuple[CaseRow, ...]:
    answer = console.read(AskQueue("credit", group=False)).result(PATIENCE)
    assert isinstance(answer, QueueAnswer)
    return answer.rows


def until(console: Console, true: Callable[[], bool], what: str) -> None:
    """Wait until it is so; looked at whenever the console has heard something."""
    heard = threading.Event()
    console.watch(lambda _: heard.set())
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not seen: {what}; {console.status()}"
        heard.wait(1.0)
        heard.clear()
