"""The policy page, with somebody in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import PAGES, Desk
from tests.ui.policy_hands import Sit
from tests.ui.policy_stage import PolicyStage, person
from tests.ui.world import World
from ui.courier import Courier
from ui.policy.page import PolicyPage
from ui.shell.page import Page

POLICY = Page("policy", "G", "Policy", "shield-check", "Look up", lambda console, courier: PolicyPage(console, courier))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[PolicyStage]:
    made = PolicyStage(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sit(qtbot: QtBot, look: Any, courier: Courier, stage: PolicyStage) -> Sit:
    """Somebody sits down at a desk of their own."""

    def made(who: str, views: dict[str, str] | None = None, world: World | None = None, first: str = "policy") -> Desk:
        world = world or World(me=person(who))
        world.policy = stage
        world.views = views if views is not None else {}
        return Desk(qtbot, courier, world, first, pages=(*PAGES, POLICY))

    return made
