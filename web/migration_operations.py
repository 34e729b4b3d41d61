"""Operations of migrations that Django does not have."""

from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

# PostgreSQL's triggers stand against DELETE and UPDATE, and let TRUNCATE pass: no statement of Carelane's truncates.
POSTGRESQL = """
CREATE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{what} append-only'; END $$;
CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {name}_refuse();
"""
POSTGRESQL_UNDONE = """
DROP TRIGGER {name}_append_only ON {table};
DROP FUNCTION {name}_refuse();
"""
SQLITE = """
CREATE TRIGGER {name}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{what} append-only'); END
"""
CHANGES = ("UPDATE", "DELETE")


@dataclass(frozen=True)
class AppendOnly:
    """A table whose rows can be added to, never changed or deleted: the database itself refuses."""

    table: str
    name: str  # of the triggers and their function
    what: str  # begins the message of a refusal
    is_revoked: bool = False  # on PostgreSQL, the role that Carelane runs as loses the rights besides

    def operation(self) -> RunPython:
        return RunPython(self._forbid, self._allow)

    def sqlite_triggers(self) -> list[str]:
        return [self._filled(SQLITE, verb=verb) for verb in CHANGES]

    def sqlite_triggers_undone(self) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {self.name}_no_{verb}" for verb in CHANGES]

    def _forbid(self, apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(self._filled(POSTGRESQL))
            if self.is_revoked:
                schema_editor.execute(f"REVOKE UPDATE, DELETE ON {self.table} FROM CURRENT_USER")
            return
        for statement in self.sqlite_triggers():
            schema_editor.execute(statement)

    def _allow(self, apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            if self.is_revoked:
                schema_editor.execute(f"GRANT UPDATE, DELETE ON {self.table} TO CURRENT_USER")
            schema_editor.execute(self._filled(POSTGRESQL_UNDONE))
            return
        for statement in self.sqlite_triggers_undone():
            schema_editor.execute(statement)

    def _filled(self, statement: str, **more: str) -> str:
        return statement.format(table=self.table, name=self.name, what=self.what, **more)


def postgresql_index(name: str, definition: str) -> RunPython:
    """An index that only PostgreSQL has, such as `definition="shoe USING gin (name gin_trgm_ops)"`."""

    def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE INDEX {name} ON {definition}")

    def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX {name}")

    return RunPython(create, drop)
