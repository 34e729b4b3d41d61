"""docs/privacy.md says of every table how long its rows are kept, and its rules are those of the code."""

import re
from collections import Counter
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings

from clients.erasure import history_models, owned_models
from web.retention import retention_rules

TEXT = Path(settings.BASE_DIR, "docs", "privacy.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and "`" in line
]
MODELS = {model._meta.label for model in apps.get_models(include_auto_created=True)}
OF_THE_DEMO = {label for label in MODELS if label.startswith("demo.")}


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


TABLES = Counter(label for row in ROWS for label in named(row[1]))
RULES = {name: row for row in ROWS for name in named(row[5]) if "." not in name}
SWEEPS = {name for row in ROWS for name in named(row[5]) if "." in name}


def test_each_table_has_a_row():
    assert not MODELS - OF_THE_DEMO - TABLES.keys(), "Say in docs/privacy.md how long the rows of these are kept."
    assert not TABLES.keys() - MODELS, "No such table is left."


def test_a_table_has_two_rows_only_where_two_rules_delete_from_it():
    assert {label for label, rows in TABLES.items() if rows > 1} == {
        "workspace.TodaySnooze",
        "referrals.IncomingReferral",
        "referrals.IncomingEvent",
    }


def test_what_is_erased_with_a_client_is_their_record():
    record = {label for row in ROWS if row[0] == "a client's record" for label in named(row[1])}
    owned = {model._meta.label for model in (*owned_models(), *history_models())}
    elsewhere = {"clients.ClientLink", "sessions_log.SessionDeletion", "sessions_log.OwnCalendarFeed"}
    elsewhere |= {"api.ApiTokenClient", "api.StoredAnswer", "sessions_log.LogImport"}
    elsewhere |= {"webhooks.Delivery", "webhooks.LapsingConsent"}
    assert owned - elsewhere == record


@pytest.mark.parametrize("rule", retention_rules(), ids=lambda rule: rule.name)
def test_each_rule_stands_there_with_its_limit(rule):
    row = RULES[rule.name]
    if rule.limit is None:
        assert "the practice's years" in row[3] or "with their last record" in row[3]
    else:
        assert f"{rule.limit.days} day" in row[3]


def test_no_rule_stands_there_that_is_none():
    assert RULES.keys() == {rule.name for rule in retention_rules()}


def test_each_sweep_is_one():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled >= SWEEPS
