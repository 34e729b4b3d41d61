"""Whether each migration is safe while the release before still runs, and can be undone: docs/upgrading.md says why.

    python -m script.check_migrations

django-migration-linter asks a database for the SQL of each; this reads the operations, and so takes a second. What is in
`script/migrations_before.txt` was written before anybody had an installation. A migration that ends something in the
second of two releases says so in `safe_because = "…"`.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

ROOT = Path(__file__).resolve().parents[1]
BEFORE = Path(__file__).with_name("migrations_before.txt")
ENDS_SOMETHING = (operations.RemoveField, operations.DeleteModel, operations.RenameField, operations.RenameModel)


def problems() -> Iterator[str]:
    """One line for each operation that is unsafe."""
    from django.apps import apps

    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    before = set(BEFORE.read_text("utf-8").split())
    loader = MigrationLoader(None)
    state = ProjectState()
    for key in _in_order(loader):
        migration = loader.disk_migrations[key]
        is_checked = key[0] in ours and f"{key[0]}.{key[1]}" not in before and not migration.initial
        new = {item.name_lower for item in migration.operations if isinstance(item, operations.CreateModel)}
        for operation in migration.operations:
            of_a_new_table = getattr(operation, "model_name_lower", "") in new
            if is_checked and not of_a_new_table and not getattr(migration, "safe_because", ""):
                for problem in unsafe(operation, migration.app_label, state):
                    yield f"{key[0]}/migrations/{key[1]}.py: {problem}"
            operation.state_forwards(key[0], state)


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    return list(
        dict.fromkeys(key for leaf in sorted(loader.graph.leaf_nodes()) for key in loader.graph.forwards_plan(leaf))
    )


def unsafe(operation: Any, app_label: str, state: ProjectState) -> Iterator[str]:
    """What the release before, or the way back, would stumble over."""
    if isinstance(operation, ENDS_SOMETHING):
        yield f"{operation.describe()}: the release before still uses it"
    if isinstance(operation, operations.AddField) and not _may_be_left_out(operation.field):
        yield f"{operation.describe()}: the release before writes rows without it; give it null or a db_default"
    if isinstance(operation, operations.AlterField):
        yield from _altered(operation, state.models[app_label, operation.model_name_lower].fields[operation.name])
    if isinstance(operation, operations.RunPython) and operation.reverse_code is None:
        yield "RunPython without reverse_code: there is no way back"
    if isinstance(operation, operations.RunSQL) and operation.reverse_sql is None:
        yield "RunSQL without reverse_sql: there is no way back"
    if isinstance(operation, operations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from unsafe(inner, app_label, state)


def _may_be_left_out(field: Field) -> bool:
    return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED or field.generated)


def _altered(operation: operations.AlterField, before: Field) -> Iterator[str]:
    after = operation.field
    if before.null and not after.null:
        yield f"{operation.describe()}: rows without a value are refused, and the release before writes them"
    if before.get_internal_type() != after.get_internal_type():
        yield f"{operation.describe()}: another type; the table is locked while it is rewritten"
    if (before.max_length or 0) > (after.max_length or before.max_length or 0):
        yield f"{operation.describe()}: shorter than what is there"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    lines = list(problems())
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
