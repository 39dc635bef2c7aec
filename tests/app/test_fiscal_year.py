"""The team agrees on a fiscal year: the next figures of every console that runs go by it, without a restart."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from app.bootstrap import open_profile
from app.console import Console
from app.domain.figure import AskFigures, FiguresAnswer
from app.domain.fiscal import CALENDAR, FiscalYear
from app.headless import round_once
from app.policy import fiscal
from app.policy.texts import shipped
from app.policy.writing import with_fiscal
from app.store.team import Team, migrate_team
from tests.app.office import PATIENCE, PEOPLE, company, profile

FRANK = {
    "id": "frank", "name": "Frank Falk", "roles": ["finance_director"], "logins": {"tryton": "frank"}, "db_role": "frank",
    "db_password": "x",
}  # fmt: skip


def asked(console: Console, named: str) -> FiguresAnswer:
    answer = console.read(AskFigures(ids=("growth.orders",), named=named)).result(PATIENCE)
    assert isinstance(answer, FiguresAnswer)
    return answer


def test_figures_go_by_the_fiscal_year_that_the_team_agreed_on(tmp_path: Path) -> None:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'team.db'}"
        migrate_team(url, [*PEOPLE, FRANK])
        console = open_profile(profile(tmp_path / "fiona", company(stack), url))
        stack.callback(console.close)
        round_once(console)
        team = Team(url)
        stack.callback(team.close)

        for grain in ("month", "quarter", "year"):
            now = asked(console, f"last {grain}")
            assert now.period is not None
            assert CALENDAR.bounds(now.period.last, grain) == (now.period.first, now.period.last)
            assert now.fiscal == ""

        weeks = with_fiscal(shipped(), fiscal.written(CALENDAR, "starts", "February"))
        weeks = with_fiscal(weeks, fiscal.written(FiscalYear(2), "months", "4-5-4"))
        team.propose_policy("p", weeks.body, 1, "fiona", "As the parent company reports")
        round_once(console)
        assert asked(console, "quarter").fiscal == "", "what is proposed has no effect"
        team.approve_policy("p", "frank", team.changes(0).proposals[0].sha256)
        round_once(console)

        year = FiscalYear(2, (4, 5, 4))
        for grain in ("month", "quarter", "year"):
            now = asked(console, grain)
            assert now.period is not None
            assert now.period.first == year.bounds(now.period.last, grain)[0]
            assert now.fiscal == "fiscal year from February, months of 4, 5 and 4 weeks"
