"""Money and numbers are written in one way, by language, wherever somebody reads them."""

import ast
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template import Context, Template
from django.utils import timezone, translation

from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.reminders import remind_of_lapsing
from outbox import content
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.access.actors import OWN_ACCOUNTS
from tests.access.asking import ask, undone
from tests.access.rows import ROWS
from web.numbers import as_typed, money_as_typed, money_words, number_words, with_unit

ROOT = Path(settings.BASE_DIR)
AMOUNT = Decimal("1234.5")
# The money that templates are given besides what stands in a column.
RECKONED = {"left", "lapsing", "likely_loss", "rest", "own", "used", "amount"}
NO_MONEY = {"chart", "prescription"}  # what has a `left` or an `amount` that is none
TOLD = re.compile(r"\{\{(.*?)\}\}|\{%\s*(?:with|blocktranslate)(.*?)%\}", re.DOTALL)
TAGS = re.compile(r"<script.*?</script>|<input[^>]*>|<[^>]*>", re.DOTALL)
PAGES = [row for row in ROWS if row.answers.get("GET") == 200]


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        ("1500", "$1,500.00", "1\xa0500,00\xa0$"),
        ("0.5", "$0.50", "0,50\xa0$"),
        ("1234567.89", "$1,234,567.89", "1\xa0234\xa0567,89\xa0$"),
    ],
)
def test_money_by_language(number, english, french):
    with translation.override("en"):
        assert money_words(Decimal(number)) == english
    with translation.override("fr"):
        assert money_words(Decimal(number)) == french
        assert Template("{% load carelane %}{{ n|money }}").render(Context({"n": Decimal(number)})) == french


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [("1500.50", "1,500.5", "1\xa0500,5"), ("40.00", "40", "40"), ("0.25", "0.25", "0,25")],
)
def test_a_number_by_language(number, english, french):
    with translation.override("en"):
        assert number_words(Decimal(number)) == english
    with translation.override("fr"):
        assert number_words(Decimal(number)) == french


@pytest.mark.parametrize(("language", "written"), [("en", "42.5 kg"), ("fr", "42,5\xa0kg")])
def test_a_unit_stays_with_its_number_in_french(language, written):
    with translation.override(language):
        assert with_unit(Decimal("42.50"), "kg") == written
        assert with_unit(Decimal("42.00"), "") == "42"


@pytest.mark.parametrize(("language", "cents", "whole"), [("en", "1234.50", "1500"), ("fr", "1234,50", "1500")])
def test_a_field_is_filled_with_what_one_would_type(language, cents, whole):
    with translation.override(language):
        assert (money_as_typed(AMOUNT), money_as_typed(Decimal("1500.00"))) == (cents, whole)
        assert as_typed(AMOUNT) == cents.removesuffix("0")


def test_no_template_writes_money_or_decimals_by_itself():
    """By the names of the columns that hold dollars; a new one is looked for at once."""
    names = money_columns() | RECKONED
    wrong = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        wrong += [f"{path.name}: {filter_}" for filter_ in ("floatformat", "intcomma") if filter_ in text]
        for shown in (first or second for first, second in TOLD.findall(text)):
            bare = re.findall(r"(\w+)\.(\w+)\b(?!\||\.)", shown)
            wrong += [f"{path.name}: {shown.strip()}" for of, name in bare if name in names and of not in NO_MONEY]
    assert not wrong, "Write money with |money, other numbers with |number: " + "; ".join(wrong)


def money_columns() -> set[str]:
    tables = apps.get_app_config("benefits").get_models()
    columns = {field.name for table in tables for field in table._meta.concrete_fields if is_decimal(field)}
    assert {"paid", "fee", "annual_maximum", "deductible"} <= columns
    return columns - {"share"}


def is_decimal(field: models.Field) -> bool:
    return isinstance(field, models.DecimalField)


def test_no_code_formats_numbers_by_itself():
    wrong = []
    for path in sorted(ROOT.glob("*/**/*.py")):
        if path.parts[len(ROOT.parts)] in {".venv", "tests", "script"} or path == ROOT / "web/numbers.py":
            continue
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        if "number_format" in names:
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong, f"web.numbers writes numbers: {wrong}"


@pytest.fixture
def dollars(world):
    """Every amount of the record is one that shows how it is written."""
    with undone():
        line = world.ours.line
        line.disciplines.set([world.ours.practitioner.discipline])
        for table in (CoveragePlan, BenefitLine, Claim):
            names = {field.name for field in table._meta.concrete_fields if is_decimal(field)} - {"share"}
            left_out = {
                "brought_in",
                "visit_deductible",
                "deductible",
                "deductible_met",
                "first_fee",
                "province_pays",
                "fee_tax",
            }
            table.objects.update(**dict.fromkeys(names - left_out, AMOUNT))
        BenefitLine.objects.update(annual_maximum=AMOUNT * 2)
        ends = timezone.localdate() + timedelta(days=12)
        CoveragePlan.objects.update(year_starts_month=ends.month, year_starts_day=min(ends.day, 28))
        yield world


@pytest.mark.either_stack
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_shows_raw_money(dollars, language):
    type(dollars.ours.client).objects.update(language=language)
    written = {"en": "$1,234.50", "fr": "1\xa0234,50\xa0$"}[language]
    seen = set()
    for row in PAGES:
        for actor in readers(row):
            with undone():
                response, _statements = ask(dollars, actor, row, "GET")
            if response.streaming or response.status_code != 200:
                continue
            words = TAGS.sub(" ", response.content.decode(errors="replace"))
            assert not re.search(r"1234[.,]5|2469", words), f"{row.route} shows {actor} raw money"
            if written in words:
                seen.add(row.route)
    assert {"benefits:link_coverage"} <= seen
    if language == "en":
        assert {"benefits:overview", "benefits:by_loss", "practitioner_portal:record", "workspace:timeline"} <= seen


def readers(row) -> list[str]:
    """Who may read it, of the actors of the world."""
    kinds = {
        "client_page": ["lead"],
        "trainers": ["lead"],
        "professionals": ["lead"],
        "own_page": OWN_ACCOUNTS[:1],
        "clients": OWN_ACCOUNTS[:1],
        "client_link": ["anonymous"],
        "practitioner_page": ["viewer"],
        "practitioners": ["viewer"],
        "emergency_page": ["glass_admin"],
        "admins": ["admin"],
    }
    return kinds.get(row.kind, [])


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "written"), [("en", "$1,234.50"), ("fr", "1\xa0234,50\xa0$")])
def test_a_mail_writes_money_as_its_page_does(dollars, language, written):
    client = dollars.ours.client
    type(client).objects.filter(pk=client.pk).update(language=language)
    remind_of_lapsing(timezone.now().astimezone(client.zone).replace(hour=12))
    message = Message.objects.get(kind="benefits.lapsing", client_id=client.pk)
    with translation.override(language):
        letter = content.kind_named(message.kind).write(message, unseal_secrets(message.sealed_secrets))
    assert written in " ".join(letter.paragraphs)
