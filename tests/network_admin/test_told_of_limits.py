"""Admins are mailed where a request waits too long and where records are to be kept for fewer years; no client is named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.mail import REQUEST_LATE
from clients.models import PrivacyRequest
from clients.privacy_requests import tell_of_late_requests
from clients.request_mail import write_request_late
from network_admin.mail import FEWER_YEARS, save_and_tell
from outbox.models import Message
from tests.factories.accounts import AdminFactory
from tests.factories.clients import ClientFactory, PrivacyRequestFactory
from web.practice import FIELDS, environment

pytestmark = pytest.mark.django_db


def test_a_request_is_told_on_day_20_and_on_day_28_once_each():
    admin, now = AdminFactory(), timezone.now()
    row = PrivacyRequestFactory(asked_at=now)
    days = (0, 19, 20, 21, 27, 28, 29, 60)
    assert [tell_of_late_requests(now=now + timedelta(days=day)) for day in days] == [0, 0, 1, 0, 0, 1, 0, 0]
    told = Message.objects.filter(kind=REQUEST_LATE).values_list("to", "subject_id")
    assert list(told) == [(admin.email, row.pk)] * 2


def test_the_mail_names_no_client_and_is_not_written_once_somebody_answered():
    admin, client = AdminFactory(), ClientFactory(name="Xiomara Quill")
    row = PrivacyRequestFactory(client_id=client.pk, asked_at=timezone.now() - timedelta(days=21))
    tell_of_late_requests(now=timezone.now())
    message = Message.objects.get(kind=REQUEST_LATE, to=admin.email)
    words = str(write_request_late(message, {}))
    assert "erasure of the record" in words
    assert "Quill" not in words
    assert str(client.pk) not in words
    PrivacyRequest.objects.filter(pk=row.pk).update(outcome="withdrawn", answered_at=timezone.now())
    assert write_request_late(message, {}) is None


def saved(years, *, based_on, by):
    values = {name: getattr(environment(), name) for name in FIELDS}
    return save_and_tell(values | {"record_years": years, "postal_address": "1"}, logo="", based_on=based_on, by=by)


def test_fewer_years_are_told_to_every_admin_and_more_are_not():
    admins = {AdminFactory(), AdminFactory()}
    saved(12, based_on=0, by=next(iter(admins)))
    assert not Message.objects.filter(kind=FEWER_YEARS).exists()
    row = saved(3, based_on=1, by=next(iter(admins)))
    told = Message.objects.filter(kind=FEWER_YEARS, subject_id=row.pk).values_list("to", flat=True)
    assert set(told) == {admin.email for admin in admins}
