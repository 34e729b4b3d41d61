"""What the release before would stumble over is found; what it would not is let pass."""

import pytest
from django.db import models
from django.db.migrations import operations
from django.db.migrations.state import ModelState, ProjectState

from script.check_migrations import problems, unsafe

pytestmark = pytest.mark.either_stack


@pytest.fixture
def state() -> ProjectState:
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20, null=True))]
    state.add_model(ModelState("app", "Thing", fields))
    return state


def field(name: str, kind: models.Field) -> operations.AddField:
    return operations.AddField("thing", name, kind)


@pytest.mark.parametrize(
    "operation",
    [
        field("size", models.IntegerField(default=1)),
        field("size", models.CharField(max_length=9)),
        operations.RemoveField("thing", "name"),
        operations.DeleteModel("Thing"),
        operations.RenameField("thing", "name", "title"),
        operations.AlterField("thing", "name", models.CharField(max_length=20)),
        operations.AlterField("thing", "name", models.CharField(max_length=10, null=True)),
        operations.AlterField("thing", "name", models.IntegerField(null=True)),
        operations.RunPython(lambda apps, editor: None),
        operations.RunSQL("SELECT 1"),
        operations.SeparateDatabaseAndState(database_operations=[operations.RunSQL("SELECT 1")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_is_unsafe_is_found(state, operation):
    assert list(unsafe(operation, "app", state))


@pytest.mark.parametrize(
    "operation",
    [
        field("size", models.IntegerField(null=True)),
        field("size", models.IntegerField(db_default=1)),
        operations.AlterField("thing", "name", models.CharField(max_length=40, null=True)),
        operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        operations.RunPython(lambda apps, editor: None, operations.RunPython.noop),
        operations.RunSQL("SELECT 1", operations.RunSQL.noop),
        operations.AddIndex("thing", models.Index(fields=["name"], name="thing_name")),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_is_safe_is_let_pass(state, operation):
    assert not list(unsafe(operation, "app", state))


def test_all_of_today_are_safe():
    assert not list(problems())
