"""The launcher's words: one sentence and an advice on standard error; standard output is for JSON alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo import cli, profile, windows
from demo.people import PEOPLE, TEAM
from demo.state import State
from demo.trouble import DemoTrouble


@pytest.fixture(autouse=True)
def unprivileged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.place.ROOT", False)


def test_without_a_display_it_offers_headless_and_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert cli.main(["--home", str(tmp_path / "home")]) == 1
    said = capsys.readouterr()
    assert "no display" in said.err
    assert "--headless" in said.err
    assert said.out == ""
    assert not (tmp_path / "home").exists()


def test_any_display_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    windows.need_display()


def test_status_and_stop_of_a_company_that_was_never_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(tmp_path / "home")
    assert cli.main(["--status", "--json", "--home", home]) == 1
    assert "no demo company" in capsys.readouterr().err
    assert cli.main(["--stop", "--home", home]) == 0
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("wrong", [["--stop", "--status"], ["--as", "nobody"], ["--headless", "--servers"], ["--kpis"]])
def test_options_that_make_no_sense_are_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.arguments(wrong)
    assert ended.value.code == 2


def test_interrupted_it_says_that_nothing_is_broken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_go", interrupted)
    assert cli.main(["--headless", "--home", str(tmp_path / "home")]) == 130
    assert "Nothing is broken" in capsys.readouterr().err


def test_trouble_is_a_sentence_with_advice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def trouble(*_: object) -> int:
        raise DemoTrouble("The kettle is empty.", "Fill it.")

    monkeypatch.setattr(cli, "_go", trouble)
    assert cli.main(["--headless", "--home", str(tmp_path / "home")]) == 1
    assert capsys.readouterr().err.endswith("The kettle is empty. Fill it.\n")


def test_a_profile_is_what_the_console_reads(tmp_path: Path) -> None:
    from app.settings import profile as settings

    folder = tmp_path / "pro file"
    secret = 'a"b\\c'
    erp = profile.Source("tryton", "http://127.0.0.1:2", "erp", "fiona")
    shop = profile.Source("medusa", "http://127.0.0.1:3", "shop", "fiona@nordhafen.example")
    profile.write(folder, profile.Profile("fiona", secret, "postgresql://fiona:x@127.0.0.1:1/t", (erp, shop)))
    read = settings.read(folder)
    assert (read.person_id, read.team_url) == ("fiona", "postgresql://fiona:x@127.0.0.1:1/t")
    assert read.sources == (
        settings.SourceSettings("tryton", "tryton", "http://127.0.0.1:2", "erp", "fiona"),
        settings.SourceSettings("medusa", "medusa", "http://127.0.0.1:3", "shop", "fiona@nordhafen.example"),
    )
    assert read.password_file
    from app.settings.secrets import Secrets

    assert Secrets(read.password_file).get("http://127.0.0.1:2", "fiona") == secret
    assert Secrets(read.password_file).get("http://127.0.0.1:3", "fiona@nordhafen.example") == secret
    assert {f.stat().st_mode & 0o777 for f in folder.iterdir()} == {0o600}


def test_the_team_has_every_role_that_the_policy_knows() -> None:
    assert {r for p in TEAM for r in p.roles} == {
        "csr", "order_manager", "credit_analyst", "credit_manager", "pricing_manager", "finance_director", "connector",
    }  # fmt: skip
    assert len({p.login for p in PEOPLE}) == len(PEOPLE)
    may_release = {p.login for p in PEOPLE if "account_credit_limit.group_credit_limit" in p.groups}
    assert may_release == {"fiona", "felix", "maja", "frank", "pulse"}


def test_state_of_another_home_is_not_touched(tmp_path: Path) -> None:
    State(tmp_path / "state.json").keep_port("pg", 1)
    assert cli.main(["--stop", "--home", str(tmp_path / "other")]) == 0
    assert State(tmp_path / "state.json").port("pg") == 1
