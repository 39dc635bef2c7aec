"""The demo company's servers as a whole: bring up, describe, stop; and databases of their own for tests."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo import appointments, environment, node, profile
from demo.company import LIVE, SEED, Company
from demo.erp import Erp
from demo.mail import SENDER, Mail
from demo.mail import SOURCE as MAIL_SOURCE
from demo.people import PEOPLE, TEAM, email
from demo.place import Place, place, umask
from demo.postgres import Postgres
from demo.shop import LIVE as SHOP
from demo.shop import Shop
from demo.shop_company import SEED as SHOP_SEED
from demo.shop_company import ShopCompany
from demo.sister import SISTER
from demo.sister import SOURCE as SISTER_SOURCE
from demo.state import State, alone, at_work
from demo.team import DATABASE as TEAM_DATABASE
from demo.team import ERP_SOURCE, SHOP_SOURCE, Team

_PATIENCE = 900.0  # seconds; another program may be seeding the same home


@dataclass(frozen=True, slots=True)
class Servers:
    """A demo company whose servers run (after ``ensure``), or may run (after ``at``).

    Tests use ``clone``, ``start_trytond``, ``new_team`` and ``write_profile`` to have worlds of their own on these servers:

        servers = ensure(home)
        servers.clone("t_release")                      # 0.2 s: a copy of the company as it was seeded
        url = servers.start_trytond("t_release")        # 2 s: a running Tryton never learns of a new database
        team = servers.new_team("t_release_team")
        folder = servers.write_profile(tmp_path / "fiona", "fiona", "t_release", "t_release_team")
        ...
        servers.drop("t_release"), servers.drop("t_release_team")
    """

    place: Place
    state: State
    postgres: Postgres
    company: Company
    erp: Erp
    team: Team
    shop: Shop
    shop_company: ShopCompany
    sister: Company
    mail: Mail

    @property
    def erp_url(self) -> str:
        """http://127.0.0.1:port of the company's own Tryton; its database is "erp"."""
        return self.erp.url()

    @property
    def shop_url(self) -> str:
        """http://127.0.0.1:port of the company's own Medusa; its database is "shop"."""
        return self.shop.url()

    @property
    def config(self) -> Path:
        """Tryton's configuration file, for programs that work on a database in process."""
        return self.company.config

    @property
    def python(self) -> Path:
        """The interpreter of the servers' environment, in which Tryton can be imported."""
        return self.place.python

    def dsn(self, database: str) -> str:
        """postgresql://owner:password@host:port/database: the owner of all databases."""
        return self.postgres.url(database)

    def password(self, login: str) -> str:
        """A colleague's password in Tryton and in Medusa."""
        return self.state.password(login)

    def shop_login(self, login: str) -> str:
        """How a colleague signs in to Medusa; only "connector" signs in for the console itself."""
        return email(login)

    def describe(self) -> dict[str, Any]:
        """What the seeds say of the company: ids of customers, live orders by kind of story; ``shop_...`` once the shop is made."""
        found: dict[str, Any] = json.loads(self.company.description.read_text(encoding="utf-8"))
        if self.shop_company.description.exists():
            found.update(json.loads(self.shop_company.description.read_text(encoding="utf-8")))
        return found

    def clone(self, database: str, template: str = SEED) -> None:
        """A new database with the company as it was seeded; one of that name is replaced."""
        self.drop(database)
        self.postgres.create(database, template)

    def drop(self, database: str) -> None:
        """Stop the Tryton of a database, if there is one, and drop it."""
        self.erp.forget(database)
        self.postgres.drop(database)

    def start_trytond(self, database: str) -> str:
        """Start Tryton on a database; its url."""
        return self.erp.start(database)

    def stop_trytond(self, database: str) -> None:
        self.erp.stop(database)

    def kill_trytond(self, database: str) -> None:
        """kill -9, for tests of what happens then."""
        self.erp.stop(database, signal.SIGKILL)

    def clone_shop(self, database: str, template: str = SHOP_SEED) -> None:
        """A new database with the shop as it was seeded; one of that name is replaced. The shop is made first where it is not there."""
        self.make_shop()
        self.drop_shop(database)
        self.postgres.create(database, template)

    def start_shop(self, database: str, *, addon: bool = True) -> str:
        """Start Medusa on a database, with the console's add-on or without; its url."""
        return self.shop.start(database, addon=addon)

    def stop_shop(self, database: str) -> None:
        self.shop.stop(database)

    def kill_shop(self, database: str) -> None:
        """kill -9, for tests of what happens then."""
        self.shop.stop(database, signal.SIGKILL)

    def drop_shop(self, database: str) -> None:
        """Stop the Medusa of a database, if there is one, and drop it."""
        self.shop.forget(database)
        self.postgres.drop(database)

    def new_team(self, database: str) -> str:
        """A team store of its own, with all colleagues; the owner's url."""
        self.postgres.drop(database)
        self.team.ready(database)
        return self.postgres.url(database)

    def write_profile(
        self,
        folder: Path,
        login: str,
        erp: str = LIVE,
        team: str = TEAM_DATABASE,
        shop: str | None = None,
        *,
        sister: str | None = None,
        mail: bool = False,
    ) -> Path:
        """A profile folder in which this colleague's console works on these databases; without ``shop`` on the ERP alone.

        ``sister``: of the sister company. ``mail``: it writes to customers by the letter box.
        """
        sources = [profile.Source(ERP_SOURCE, self.erp.url(erp), erp, login)]
        if shop is not None:
            sources.append(profile.Source(SHOP_SOURCE, self.shop.url(shop), shop, email(login)))
        if sister is not None:
            sources.append(profile.Source(ERP_SOURCE, self.erp.url(sister), sister, login, SISTER_SOURCE))
        if mail:
            sources.append(profile.Source(MAIL_SOURCE, self.mail.url, SENDER, email(login)))
        return profile.write(folder, profile.Profile(login, self.password(login), self.team.url(login, team), tuple(sources)))

    def prepare(self) -> None:
        """Install what the ERP needs and start PostgreSQL; call with the home's lock held."""
        environment.make(self.place, self.state)
        self.postgres.start()

    def bring_up(self, *, fresh: bool = False, others: bool = False) -> None:
        """Start and make whatever is missing of the ERP; after ``prepare``, with the lock held. ``fresh``: the company as seeded today.

        ``others``: the profiles name shop and sister company too, at the addresses where they will answer once they have joined.
        """
        if self.company.outdated(fresh=fresh):
            self.erp.stop()
            self.erp.stop(SISTER.live)
            self.shop.stop()
            self.shop_company.forget()
            self.sister.forget()
            self.team.start_over()
            for person in TEAM:
                profile.forget(self.place.profiles / person.login)
        self.company.ready(fresh=fresh)
        self.erp.start()
        self.team.ready(plan=appointments.plan(self.describe()))
        if others:
            self.shop.reserve()
            self.erp.reserve(SISTER.live)
        self.mail.start()
        self._write_profiles(others=others)

    def _write_profiles(self, *, others: bool) -> None:
        for person in TEAM:
            folder, shop, sister = self.place.profiles / person.login, SHOP if others else None, SISTER.live if others else None
            self.write_profile(folder, person.login, shop=shop, sister=sister, mail=True)

    def shop_made(self) -> bool:
        """Whether there is a live shop, which then needs no new template."""
        return self.shop_company.made()

    def make_shop(self) -> None:
        """Node, Medusa's packages and the seeded shop that tests clone: whatever of it is missing. PostgreSQL must run."""
        with umask(), alone(self.place.shop_lock, self.place, _PATIENCE):
            node.make(self.place, self.state)
            self.shop_company.seeded()

    def bring_up_shop(self) -> None:
        """Make what is missing of the live shop and start it. The ERP's live database must be there: the shop belongs to it."""
        with umask(), alone(self.place.shop_lock, self.place, _PATIENCE):
            node.make(self.place, self.state)
            self.shop_company.ready()
            self.shop.start()
            self._write_profiles(others=True)  # the address that was kept for it may have been taken meanwhile

    def make_sister(self) -> None:
        """The template of the sister company that tests clone, if it is missing. PostgreSQL must run."""
        with umask(), alone(self.place.sister_lock, self.place, _PATIENCE):
            self.sister.seeded()

    def bring_up_sister(self) -> None:
        """Make what is missing of the sister company and start its server."""
        with umask(), alone(self.place.sister_lock, self.place, _PATIENCE):
            self.sister.ready()
            self.erp.start(SISTER.live)
            self._write_profiles(others=True)

    def stop(self) -> None:
        """Stop every server of this home; data stay."""
        self.mail.stop()
        self.shop.stop_all()
        self.erp.stop_all()
        self.postgres.stop()
        self.state.keep = False

    def running(self) -> bool:
        """Whether PostgreSQL and the ERP run; the shop joins them later."""
        return all(self.state.process(name) for name in ("pg", "erp"))

    def status(self) -> dict[str, Any]:
        """JSON-ready: state and addresses of the servers, databases, and everybody's sign-in. Passwords are this demo's own."""
        up = self.running()
        return {
            "home": str(self.place.home),
            "state": "running" if up else "stopped",
            "tryton": {
                "state": "running" if self.state.process("erp") else "stopped",
                "url": self.erp_url if self.state.process("erp") else None,
                "database": LIVE,
                "config": str(self.config),
                "python": str(self.python),
            },
            "postgresql": {
                "state": "running" if self.state.process("pg") else "stopped",
                "url": self.dsn("postgres") if self.state.process("pg") else None,
                "template": SEED,
            },
            "medusa": {
                "state": "running" if self.state.process("shop") else "stopped",
                "url": self.shop_url if self.state.process("shop") else None,
                "database": SHOP,
                "template": SHOP_SEED,
                "project": str(self.place.shop),
            },
            "sister": {
                "state": "running" if self.state.process(f"erp:{SISTER.live}") else "stopped",
                "url": self.erp.url(SISTER.live) if self.state.process(f"erp:{SISTER.live}") else None,
                "database": SISTER.live,
                "template": SISTER.seed,
            },
            "mail": {
                "state": "running" if self.state.process("mail") else "stopped",
                "url": self.mail.url if self.state.process("mail") else None,
                "letters": str(self.mail.folder),
            },
            "team": {"database": TEAM_DATABASE, "url": self.dsn(TEAM_DATABASE) if self.state.process("pg") else None},
            "sign_ins": [
                {
                    "login": p.login,
                    "name": p.name,
                    "password": self.password(p.login),
                    "shop_login": email(p.login),
                    "roles": list(p.roles),
                    "profile": str(self.place.profiles / p.login) if p.roles else None,
                }
                for p in PEOPLE
            ],
            "other_servers": [
                n
                for n in self.state.servers()
                if n not in ("pg", "erp", "shop", "mail", f"erp:{SISTER.live}") and self.state.process(n)
            ],
        }


def over(where: Place, state: State) -> Servers:
    """The parts of one home, put together; nothing is started."""
    postgres = Postgres(where, state)
    company = Company(where, state, postgres)
    shop = Shop(where, state, postgres)
    return Servers(
        where,
        state,
        postgres,
        company,
        Erp(where, state, company),
        Team(where, state, postgres),
        shop,
        ShopCompany(where, state, postgres, shop),
        Company(where, state, postgres, SISTER),
        Mail(where, state),
    )


def at(home: str | Path | None = None) -> Servers:
    """The servers of a home as they are."""
    where = place(str(home) if home else None)
    return over(where, State(where.state))


def ensure(home: str | Path | None = None, *, fresh: bool = True) -> Servers:
    """The servers of a home, running until this process calls ``halt`` (or later, while others use them).

    ``fresh``: the seed template is of today and of these sources. Waits while another program works on the same home.
    """
    where = place(str(home) if home else None)
    with at_work(where, patience=_PATIENCE) as state:
        servers = over(where, state)
        servers.prepare()
        servers.bring_up(fresh=fresh)
        state.enter()
    return servers


def halt(home: str | Path | None = None) -> None:
    """This process needs the servers of a home no more: they stop, unless somebody else uses them or they were meant to stay."""
    where = place(str(home) if home else None)
    if where.state.exists():
        with at_work(where, patience=_PATIENCE) as state:
            if not state.leave() and not state.keep:
                over(where, state).stop()


def stop(home: str | Path | None = None) -> None:
    """Stop every server of a home, whoever uses it."""
    where = place(str(home) if home else None)
    if where.state.exists():
        with at_work(where) as state:
            over(where, state).stop()
