# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real trytond with the add-on on a real PostgreSQL, on a clone that is thrown away; the tests speak JSON-RPC to it.

Where the servers are comes from the environment, and without it the tests fail (they never skip):
  CLEARLINE_TEST_PYTHON    a Python that imports trytond 8.2, the modules of the template, and this add-on (installed)
  CLEARLINE_TEST_PG        libpq address of the cluster, e.g. postgresql://user:password@127.0.0.1:5432/postgres; may create databases
  CLEARLINE_TEST_TEMPLATE  a seeded database there to which nobody is connected: one company, a stocked product on a sale,
                           one customer invoice
"""

import base64
import hashlib
import json
import os
import socket
import subprocess
import time
import uuid
from contextlib import closing, suppress

import psycopg
import pytest
import requests
from psycopg import conninfo, sql

PASSWORD = uuid.uuid4().hex
VERSION = {"id": 1, "method": "common.server.version", "params": []}


class Failure(Exception):
    """What the server answered instead of a result: ``kind`` is the name of the exception or the HTTP status."""

    def __init__(self, kind, detail):
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail = kind, detail

    @property
    def words(self):
        return self.detail[0] if isinstance(self.detail, list) else self.detail


class Person:
    """One signed-in user; every call is one HTTP request."""

    def __init__(self, url, login):
        self.url, self.headers, self.context = url, {}, {}
        user, token, _ = self.post("common.db.login", [login, {"password": PASSWORD}, "en"])
        self.headers = {"Authorization": "Session " + base64.b64encode(f"{login}:{user}:{token}".encode()).decode()}
        known = self("res.user.get_preferences", True)
        self.context = {name: known[name] for name in ("company", "companies", "employee", "language") if name in known}
        self.login = login

    def post(self, method, params):
        answer = requests.post(self.url, json={"id": 1, "method": method, "params": params}, headers=self.headers, timeout=120)
        if answer.status_code != 200:
            raise Failure(answer.status_code, answer.text[:300])
        body = answer.json()
        if "error" in body:
            raise Failure(*(body["error"] if body["error"][0].isidentifier() else ("Error", body["error"])))
        return body["result"]

    def __call__(self, method, *arguments, **context):
        return self.post(f"model.{method}", [*arguments, {**self.context, **context}])

    def run(self, calls, *, key=None, expect=None, accept=(), watch=None, digest="payload"):
        sha256 = hashlib.sha256(digest.encode()).hexdigest()
        key = key or str(uuid.uuid4())
        return self("console.command.run", key, sha256, calls, expect or {}, list(accept), watch or {})

    def dry_run(self, calls, *, expect=None, accept=(), watch=None):
        return self("console.command.dry_run", calls, expect or {}, list(accept), watch or {})

    def field(self, model, number, name):
        return self(f"{model}.read", [number], [name])[0][name]

    def stamp(self, model, number):
        return self.field(model, number, "_timestamp")


class Inside:
    """The process of inside.py; `inside.quotation(...)` calls its function of that name."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __getattr__(self, name):
        def call(**arguments):
            print(json.dumps([name, arguments]), file=self.process.stdin, flush=True)
            reply = json.loads(self.process.stdout.readline())
            assert "error" not in reply, reply["error"]
            return reply["answer"]

        return call

    def close(self):
        with self.process:
            self.process.stdin.close()


class Place:
    """The servers of this test run."""

    def __init__(self, folder):
        missing = [name for name in ("PYTHON", "PG", "TEMPLATE") if not os.environ.get(f"CLEARLINE_TEST_{name}")]
        assert not missing, f"set CLEARLINE_TEST_{', CLEARLINE_TEST_'.join(missing)}; see {__file__}"
        self.python, self.dsn = os.environ["CLEARLINE_TEST_PYTHON"], os.environ["CLEARLINE_TEST_PG"]
        self.template = os.environ["CLEARLINE_TEST_TEMPLATE"]
        self.database = f"addon_test_{uuid.uuid4().hex[:12]}"
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.folder, self.config = folder, folder / "trytond.conf"
        parts = conninfo.conninfo_to_dict(self.dsn)
        password = f":{parts['password']}" if "password" in parts else ""
        host = f"{parts.get('host', '127.0.0.1')}:{parts.get('port', 5432)}"
        self.config.write_text(
            f"[database]\nuri = postgresql://{parts['user']}{password}@{host}/\n[web]\nlisten = 127.0.0.1:{self.port}\n"
        )

    def admin(self, statement):
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement)

    def connect(self, **options):
        return psycopg.connect(conninfo.make_conninfo(self.dsn, dbname=self.database), **options)

    def trytond(self, program, *arguments):
        code = f"import sys; from trytond.cli{program} import main; sys.exit(main())"
        return [self.python, "-W", "ignore", "-c", code, "-c", str(self.config), "-d", self.database, *arguments]

    def wait(self, server):
        for _ in range(600):
            assert server.poll() is None, (self.folder / "trytond.log").read_text()
            with suppress(requests.ConnectionError):
                requests.post(
                    f"http://127.0.0.1:{self.port}/rpc/",
                    json={"id": 1, "method": "common.server.version", "params": []},
                    timeout=60,
                )
                return
            time.sleep(0.1)
        raise AssertionError("trytond does not answer")


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("trytond"))
    name, template = sql.Identifier(place.database), sql.Identifier(place.template)
    place.admin(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
    try:
        subprocess.run(place.trytond(".admin", "-u", "clearline_console"), check=True)
        yield place
    finally:
        place.admin(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(scope="session")
def inside(place):
    worker = Inside(
        [place.python, "-W", "ignore", str(__file__).replace("conftest.py", "inside.py"), str(place.config), place.database]
    )
    with closing(worker):
        worker.people(password=PASSWORD)
        yield worker


@pytest.fixture(scope="session")
def url(place, inside):
    with (place.folder / "trytond.log").open("w") as log:
        server = subprocess.Popen(place.trytond(""), stdout=log, stderr=log)
        try:
            place.wait(server)
            yield f"http://127.0.0.1:{place.port}/{place.database}/rpc/"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(scope="session")
def people(url):
    return {name: Person(url, f"addon_{name}") for name in ("rep", "rep2", "credit", "books", "nobody")}


@pytest.fixture
def rep(people):
    return people["rep"]


@pytest.fixture
def credit(people):
    return people["credit"]


@pytest.fixture
def db(place):
    with place.connect(autocommit=True) as connection:
        yield connection


@pytest.fixture
def fitting(inside):
    """A quotation that fits under its customer's limit: {"sale", "party", "line"}."""
    return inside.quotation(amount="100.00", limit="1000.00")


@pytest.fixture
def exceeding(inside):
    """A quotation over its customer's limit."""
    return inside.quotation(amount="2000.00", limit="1000.00")


@pytest.fixture
def failure():
    return Failure
