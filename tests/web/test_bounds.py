"""What a line, a text, a day and a time may be stands in one place, and every form and table uses it."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from tests.project import our_form_fields, our_forms, our_model_fields
from web import form_fields, models as web_models
from web.bounds import as_one_line
from web.codes import CodeField

OF_ONE_PLACE = (
    form_fields.LineField,
    form_fields.LinesField,
    form_fields.EmailField,
    form_fields.DayField,
    form_fields.MomentField,
    form_fields.TimeField,
    CodeField,  # takes letters and digits out of whatever is pasted
)
TYPED = (forms.CharField, forms.DateField, forms.DateTimeField, forms.TimeField, forms.DurationField, forms.JSONField)
COLUMNS_OF_ONE_PLACE = (
    web_models.LineField,
    web_models.LinesField,
    web_models.EmailField,
    web_models.DayField,
    web_models.MomentField,
    web_models.TimeField,
)
# Written by Carelane alone, never by a person.
OWN_WORDS = {
    "accounts.User.password",
    "consent.ConsentGrant.wording",
    "outbox.Message.sealed_secrets",
    "web.SweepLease.name",
    "webhooks.Webhook.sealed_secret",
    "webhooks.Webhook.sealed_earlier_secret",
}

# Of model forms, whose model has the bounds.
HELD_BY_THE_COLUMN = {
    "sessions_log.forms.plans.PlanSessionForm.minutes",
    "sessions_log.forms.plans.PlanNewSessionForm.minutes",
}


def test_every_form_field_that_is_typed_into_is_of_the_one_place():
    typed = {name: field for name, field in our_form_fields() if isinstance(field, TYPED)}
    odd = {name for name, field in typed.items() if not isinstance(field, (*OF_ONE_PLACE, forms.UUIDField))}
    assert not odd, "Take the field from web/form_fields.py."


def test_every_whole_number_that_is_typed_has_a_least_and_a_most():
    numbers = [
        (name, field)
        for name, field in our_form_fields()
        if isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField)
    ]
    bare = {name for name, field in numbers if None in (field.min_value, field.max_value)} - HELD_BY_THE_COLUMN
    assert not bare, "SQLite and PostgreSQL refuse a number of 30 digits: give the field min_value and max_value."


def test_every_column_that_is_typed_into_is_of_the_one_place():
    odd = {
        str(field) for field in our_model_fields() if _is_typed(field) and not isinstance(field, COLUMNS_OF_ONE_PLACE)
    }
    assert odd - OWN_WORDS == set(), "Take the field from web/models.py."


def test_every_time_that_a_model_form_sets_is_of_the_one_place():
    for form in our_forms().values():
        for name in (getattr(form, "_meta", None) and form._meta.fields) or []:
            column = form._meta.model._meta.get_field(name)
            assert not isinstance(column, models.DateTimeField) or isinstance(column, web_models.MomentField), column


def _is_typed(field: models.Field) -> bool:
    if isinstance(field, models.DateTimeField | models.SlugField) or field.choices:
        return False
    return isinstance(field, models.CharField | models.TextField | models.DateField | models.TimeField)


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\r\nb", "a\x85b", "a\u2028b", "a\x0bb", "a\0b", "a\x1bb", "a\x7fb", "a\u202eb", "a\u2066b", "a\ud800b"],
)
def test_a_line_holds_no_break_and_nothing_that_no_keyboard_types(text):
    with pytest.raises(ValidationError):
        form_fields.LineField().clean(text)
    assert as_one_line(text) == "a b"


@pytest.mark.parametrize("text", ["Zoë", "Ω ≥ 3", "👩🏽‍🦽", "عائشة", "O’Brien-Łuczak", "שרה\u200f"])
def test_a_line_holds_every_name(text):
    assert form_fields.LineField().clean(text) == text
    assert as_one_line(text) == text


def test_a_text_holds_lines():
    assert form_fields.LinesField().clean("one\r\ntwo\tthree") == "one\r\ntwo\tthree"
    with pytest.raises(ValidationError):
        form_fields.LinesField().clean("one\u202etwo")


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2100-01-01", "9999-12-31"])
def test_a_day_lies_in_the_domain(day):
    with pytest.raises(ValidationError):
        form_fields.DayField().clean(day)
    with pytest.raises(ValidationError):
        form_fields.MomentField().clean(f"{day} 00:00")


def test_the_first_and_the_last_day_are_in_it():
    for day in ("1900-01-01", "2099-12-31"):
        assert form_fields.DayField().clean(day) == date.fromisoformat(day)
        form_fields.MomentField().clean(f"{day} 00:00")


@pytest.mark.django_db
def test_a_name_with_a_line_break_is_not_saved(trainer_browser, trainer):
    values = {"name": "Ana\nCosta", "time_zone": "America/Toronto", "load_unit": "kg", "rest_seconds": "90"}
    page = trainer_browser.post(reverse("accounts:me"), values)
    assert page.status_code == 422
    assert "Write this in one line." in page.content.decode()
