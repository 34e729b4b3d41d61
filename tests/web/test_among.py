"""`key__among=keys` finds what `key__in=keys` does, with one parameter for however many keys there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.models import Message
from tests.factories.outbox import FailedMailFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db
ODD = ["it's", 'a "quoted" {one}, with a comma', "back\\slash", "émoji 🏋", "%s"]


@pytest.fixture
def mails():
    return [FailedMailFactory(dedupe_key=key) for key in ODD]


def test_finds_by_keys(mails):
    keys = {mails[0].pk, mails[2].pk, uuid7()}
    assert set(Message.objects.filter(pk__among=keys)) == {mails[0], mails[2]}
    assert set(Message.objects.exclude(pk__among=keys)) == {mails[1], *mails[3:]}


def test_finds_by_text_of_any_kind(mails):
    assert set(Message.objects.filter(dedupe_key__among=[*ODD, "nobody's"])) == set(mails)
    assert Message.objects.filter(dedupe_key__among=["it''s", ODD[1][:9]]).count() == 0


def test_none_of_nothing(mails):
    assert not Message.objects.filter(pk__among=[]).exists()
    assert Message.objects.exclude(pk__among=[]).count() == len(mails)


def test_writes_as_well(mails):
    assert Message.objects.filter(pk__among=[mail.pk for mail in mails[:2]]).update(last_error="gone") == 2
    assert Message.objects.filter(last_error="gone").count() == 2


def test_one_parameter_however_many():
    with CaptureQueriesContext(connection) as queries:
        rows = list(Message.objects.filter(pk__among=[uuid7() for _ in range(200_000)]).values_list("pk"))
    assert (rows, len(queries)) == ([], 1)
