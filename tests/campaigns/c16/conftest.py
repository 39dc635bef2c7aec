"""The same team stores as in the store's own tests."""

from tests.app.store.conftest import pg_server, pg_template, pg_url, sqlite_url, team_url

__all__ = ["pg_server", "pg_template", "pg_url", "sqlite_url", "team_url"]
