"""Ten times the data of the demo practice, so that a page that asks row by row is found out."""

from typing import Any

from django.db import models

from benefits.models import BenefitLine, Claim, CoveragePlan
from careplan.models import Goal, Guidance, Prescription
from clients.access import make_lead
from clients.models import Client
from homework.models import HomeworkCheckIn
from measures.models import Reading
from practitioners.models import Practitioner
from referrals.models import Referral
from sessions_log.models import SetEntry, TrainingSession
from web.keys import uuid7

TIMES = 10


def ten_times_the_data() -> None:
    """Nine more of everything that a client, a trainer or the network has."""
    for practitioner in Practitioner.objects.all():
        _copies(practitioner, name="{} {}")
    for client in Client.objects.all():
        for copy in _copies(client):
            make_lead(copy, copy.lead_trainer)
    for model in (Goal, Reading, Guidance, Referral):
        for row in model.objects.all():
            _copies(row)
    for session in TrainingSession.objects.completed().filter(client__name="Grace Bennett"):
        _copy_sessions(session)
    for prescription in Prescription.objects.all():
        _copy_prescription(prescription)
    for plan in CoveragePlan.objects.all():
        for copy in _copies(plan, position="1{1}"):  # after the client's own, each at a place of its own
            for line in BenefitLine.objects.filter(plan=plan):
                _copies(line, times=2, plan=copy)
    for line in BenefitLine.objects.all():
        Claim.objects.bulk_create(Claim(line=line, date_of_service="2026-01-05", paid=1) for _ in range(TIMES))


def _copies(row: Any, *, times: int = TIMES, **changes: Any) -> list[Any]:
    """`times` - 1 copies of a row under keys of their own; "{} {}" in a change takes the old value and a number."""
    model: type[models.Model] = type(row)
    fields = model._meta.concrete_fields
    values = {one.attname: None if one.one_to_one else getattr(row, one.attname) for one in fields}  # one alone has it
    copies = []
    for number in range(1, times):
        copy = model(**(values | {"id": uuid7()}))
        for name, change in changes.items():
            setattr(copy, name, change.format(values[name], number) if isinstance(change, str) else change)
        copies.append(copy)
    model._default_manager.bulk_create(copies)
    return copies


def _copy_sessions(session: TrainingSession) -> None:
    for copy in _copies(session):
        for entry in session.entries.all():
            (copied,) = _copies(entry, times=2, session=copy)
            sets = list(entry.sets.all())
            SetEntry.objects.bulk_create(
                SetEntry(entry=copied, position=logged.position, amount=logged.amount, load_kg=logged.load_kg)
                for logged in sets
            )


def _copy_prescription(prescription: Prescription) -> None:
    check_ins = list(prescription.check_ins.all())
    for copy in _copies(prescription):
        HomeworkCheckIn.objects.bulk_create(
            HomeworkCheckIn(prescription=copy, on=check_in.on, answer=check_in.answer, pain=check_in.pain)
            for check_in in check_ins
        )
