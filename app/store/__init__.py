"""The only room with sqlite3 and SQLAlchemy: the mirror, the outbox, the team store, and what screens read from them.

Everywhere: a moment is one INTEGER, microseconds since 1970 in UTC; a plain date is ISO text; money is minor units plus currency.
To add a record: its dataclass in ``app.domain``, its line in ``mirror_schema.KINDS``; the mirror then rebuilds itself. To change the outbox
or the team store: one more revision under ``migrations/`` and the schema number beside it.
"""
