"""A practitioner changes their own entry: what they offer, and never who they are or what was looked up of them."""

from copy import copy
from typing import Any
from uuid import UUID

from django.db import transaction

from practitioners.changes import save_practitioner
from practitioners.events import record_change
from practitioners.forms import OfferForm
from practitioners.models import Practitioner


@transaction.atomic
def save_own_entry(practitioner_id: UUID, typed: Any) -> OfferForm:
    """Saves what was typed, and keeps that they changed it themselves; the form has errors where nothing was saved."""
    entry = Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner_id)
    before = copy(entry)
    form = OfferForm(typed, instance=entry)
    if form.is_valid():
        save_practitioner(form.save(commit=False))
        record_change(entry, before=before, names=OfferForm.Meta.fields, by=None, by_themselves=True)
    return form


@transaction.atomic
def save_own_language(practitioner_id: UUID, language: str) -> None:
    """From now on mails to them are in this language, and the pages that a link opens."""
    entry = Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner_id)
    before = copy(entry)
    entry.language = language
    save_practitioner(entry)
    record_change(entry, before=before, names=["language"], by=None, by_themselves=True)
