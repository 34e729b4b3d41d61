"""What stood in every table of PostgreSQL at a moment, a hash for each row, compared with what is there later."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from script.benchmarks.table import Row
from script.drills.release_before import columns_of

Server = psycopg.Connection[Any]


@dataclass(frozen=True)
class Table:
    name: str
    columns: list[str]  # those of then
    key: list[str]

    def hashes(self) -> sql.Composed:
        """Each row's key, and a hash of what stood in it then."""
        key, columns = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in (self.key, self.columns))
        selected = sql.SQL("SELECT ROW({})::text AS key, md5(ROW({})::text) AS hash FROM {}")
        return selected.format(key, columns, sql.Identifier("public", self.name))

    def count(self, server: Server) -> int:
        [number] = server.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("before", self.name))
        ).fetchone()  # type: ignore[misc]
        return int(number)

    def gone_and_changed(self, server: Server) -> tuple[int, int]:
        statement = sql.SQL(
            "SELECT count(*) FILTER (WHERE now.key IS NULL), count(*) FILTER (WHERE now.hash <> before.hash)"
            " FROM {} AS before LEFT JOIN ({}) AS now USING (key)"
        ).format(sql.Identifier("before", self.name), self.hashes())
        gone, changed = server.execute(statement).fetchone()  # type: ignore[misc]
        return int(gone), int(changed)


def keep_what_is_there(server: Server) -> list[Table]:
    """A hash of each row, beside the tables."""
    server.execute("CREATE SCHEMA before")
    names = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    tables = [Table(name, columns_of(server, name), key_of(server, name)) for (name,) in names]
    for table in tables:
        statement = sql.SQL("CREATE TABLE {} AS {}").format(sql.Identifier("before", table.name), table.hashes())
        server.execute(statement)
        server.execute(sql.SQL("CREATE UNIQUE INDEX ON {} (key)").format(sql.Identifier("before", table.name)))
    return tables


def key_of(server: Server, table: str) -> list[str]:
    told = server.execute(
        "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)"
        " WHERE indisprimary AND indrelid = %s::regclass",
        [f'public."{table}"'],
    )
    return [name for (name,) in told]


def what_became_of(server: Server, tables: list[Table], *, written: set[str]) -> list[Row]:
    """Rows of other tables than those that were `written` to must be there, as they were."""
    became = {table.name: table.gone_and_changed(server) for table in tables if table.name not in written}
    gone = {name: each for name, (each, _changed) in became.items() if each}
    changed = {name: each for name, (_gone, each) in became.items() if each}
    return [
        Row(name="rows there before", value=sum(table.count(server) for table in tables)),
        Row(name=f"of these gone: {gone or 'none'}", value=sum(gone.values()), limit=0),
        Row(name=f"of these changed by nobody: {changed or 'none'}", value=sum(changed.values()), limit=0),
    ]
