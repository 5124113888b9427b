"""PostgreSQL for many at once: how transactions begin, and connections that were lost."""

import time
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, IsolationLevel
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

if TYPE_CHECKING:
    import asyncpg  # type: ignore[import-untyped]
    from sqlalchemy.dialects.postgresql.base import PGDialect

IDLE_SECONDS = 1.0
RETURNED = "returned_at"


def watch_connections(engine: Engine) -> None:
    """Replace lost connections when they are taken from the pool.

    SQLAlchemy's `pool_pre_ping` asks the server before every session, which takes as long as a
    short query. The driver knows at once when the server ends a connection; only what lies between
    them can lose one unnoticed, and not one that has just been used.
    """

    @event.listens_for(engine, "checkin")
    def _note(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[RETURNED] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _check(
        connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        returned = entry.info.get(RETURNED)
        if returned is None:
            return
        driver = cast("asyncpg.Connection", entry.driver_connection)
        if driver.is_closed():
            msg = "the server ended the connection"
            raise DisconnectionError(msg)
        if time.monotonic() - returned > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                msg = "the connection was lost"
                raise DisconnectionError(msg) from error


def begin(connection: Connection) -> None:
    """Begin a transaction that reads one state of the database, or one that writes.

    Options of the engine would do the same, and set connections back when they are returned.
    """
    options = connection.get_execution_options()
    if "isolation_level" in options:
        return
    is_reading = bool(options.get("read_only"))
    driver = cast("DBAPIConnection", connection.connection.dbapi_connection)
    level: IsolationLevel = "REPEATABLE READ" if is_reading else "READ COMMITTED"
    dialect = cast("PGDialect", connection.dialect)
    dialect.set_isolation_level(driver, level)  # type: ignore[no-untyped-call]
    dialect.set_readonly(driver, is_reading)  # type: ignore[no-untyped-call]
