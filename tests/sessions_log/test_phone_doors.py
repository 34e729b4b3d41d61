"""Who may send a phone's entries, what a script is told where a person would get a page, and nonsense."""

import json
import random
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.sessions import BEGAN, OWN_DEVICE, SEEN
from clients.models import AccessEvent, Client
from sessions_log.models import ProcessedOperation, SetEntry, SyncConflict, TrainingSession
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import RedFlagFactory
from tests.sessions_log.phone import JSON, Phone
from web.context import phone_owner
from web.keys import uuid7

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(user, **session_values):
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    session = browser.session
    session.update(session_values)
    session.save()
    return browser


# --- whose clients ------------------------------------------------------------------------


def test_operations_about_another_trainers_client_are_not_taken(phone, session, entry):
    other = TrainerFactory()
    theirs = Phone(signed_in(other), other, phone.client)
    sent = [theirs.set(entry, session), theirs.start(entry.exercise), theirs.operation("scores", session, version=1)]
    assert theirs.statuses(*sent) == [404, 404, 404]
    assert SetEntry.objects.count() == 0
    assert ProcessedOperation.objects.count() == 0
    assert not AccessEvent.objects.exists()


def test_a_session_of_another_client_is_not_reached_through_ones_own(phone, session, entry):
    own = ClientFactory(lead_trainer=phone.trainer)
    through = Phone(phone.browser, phone.trainer, own)
    assert through.statuses(through.set(entry, session), through.start(session=session.pk)) == [404, 404]


@pytest.mark.parametrize("why", ["archived", "access lost"])
def test_of_a_client_who_is_gone_no_operation_is_taken(phone, session, entry, why):
    if why == "archived":
        Client.objects.update(status="archived")
    else:
        phone.client.permissions.all().delete()
    assert phone.statuses(phone.set(entry, session)) == [404]


def test_nothing_is_taken_under_another_trainers_name(phone, session, entry):
    answer = phone.post(phone.set(entry, session), **{"X-Phone-Owner": phone_owner(uuid7())})
    assert (answer.status_code, answer.json()) == (403, {"why": "other-owner"})
    assert SetEntry.objects.count() == 0


def test_every_batch_is_in_the_access_log(phone, session, entry):
    phone.send(phone.set(entry, session), phone.set(entry, session, place=1))
    [event] = AccessEvent.objects.all()
    assert (event.client_id, event.action) == (phone.client.pk, "sessions_log:phone_operations")


# --- what a script is told ----------------------------------------------------------------


def told(browser, method="get", route="phone_token", **headers):
    address = reverse(f"sessions_log:{route}")
    return getattr(browser, method)(address, content_type=JSON, headers={"Accept": JSON} | headers)


def test_the_token_and_the_name_to_send_under(phone):
    answer = told(phone.browser).json()
    assert answer["owner"] == phone_owner(phone.trainer.pk)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = phone.browser.cookies
    sent = {"now": phone.now(), "operations": []}
    headers = {"Accept": JSON, "X-Phone-Owner": answer["owner"]}
    address = reverse("sessions_log:phone_operations")
    refused = strict.post(address, sent, content_type=JSON, headers=headers)
    assert (refused.status_code, refused.json()) == (403, {"why": "csrf"})
    headers["X-CSRFToken"] = answer["token"]
    assert strict.post(address, sent, content_type=JSON, headers=headers).status_code == 200


def test_signed_out_locked_and_without_a_second_step_it_is_401(phone, trainer):
    long_ago = (timezone.now() - timedelta(hours=13)).timestamp()
    locked = signed_in(trainer, **{OWN_DEVICE: True, BEGAN: long_ago, SEEN: long_ago})
    over = signed_in(trainer, **{BEGAN: long_ago, SEEN: long_ago})
    bare = TrainerFactory(second_factor=False)
    assert not Authenticator.objects.filter(user=bare).exists()
    for browser, why in (
        (Browser(), "signed-out"), (over, "signed-out"), (locked, "locked"), (signed_in(bare), "second-step"),
    ):  # fmt: skip
        for method, route in (("get", "phone_token"), ("get", "phone_day"), ("post", "phone_operations")):
            answer = told(browser, method, route)
            assert (answer.status_code, answer.json()) == (401, {"why": why})


def test_a_page_is_still_a_page(phone):
    answer = Browser().get(reverse("sessions_log:phone_day"), headers={"Accept": "text/html,application/json"})
    assert answer.status_code == 302


def test_under_another_hat_it_is_403(trainer):
    trainer.is_network_admin = True
    trainer.save()
    answer = told(signed_in(trainer, role="admin"), "get", "phone_day")
    assert (answer.status_code, answer.json()) == (403, {"why": "role"})


# --- too much, and nonsense ---------------------------------------------------------------


def test_too_many_entries_and_too_many_bytes(phone, session, entry):
    assert phone.post(*[phone.operation("move_up", session, entry=entry.pk)] * 50).status_code == 200
    assert phone.post(*[phone.operation("move_up", session, entry=entry.pk)] * 51).status_code == 413
    assert phone.post(phone.operation("note", session, note="x" * 200_000)).status_code == 413


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '{"now": 1}', '{"now": NaN, "operations": []}', '{"now": "1", "operations": []}',
     '{"now": 1, "operations": {}}', '{"now": 1e999, "operations": []}', "[" * 50_000, b"\xff\xfe", '{"now": true, "operations": []}'],
)  # fmt: skip
def test_what_is_no_batch_is_400(phone, body):
    headers = {"X-Phone-Owner": phone_owner(phone.trainer.pk), "Accept": JSON}
    answer = phone.browser.post(reverse("sessions_log:phone_operations"), body, content_type=JSON, headers=headers)
    assert answer.status_code == 400


NONSENSE = [None, "", "x", "\0", "\ud800", -1, 0, 10**30, 1.5, True, [], [None], {}, {"a": []}, "9" * 500, "not-a-uuid"]


def test_nonsense_in_any_field_is_refused_with_words_and_never_an_error(phone, session, entry, squat):
    logged_set = SetEntry.objects.create(entry=entry, position=0, amount=8)
    good = [
        phone.start(squat),
        phone.operation("add_exercise", session, entry=uuid7(), exercise=squat.pk, prescription=None, planned=[], acknowledged=[], reason="", not_meant=False),
        phone.operation("answer", session, entry=entry.pk, acknowledged=[], reason="x", not_meant=False, load_kg=None, side=None),
        phone.set(entry, session, place=1),
        phone.change(logged_set),
        phone.operation("remove_set", session, entry=entry.pk, set=logged_set.pk, version=1),
        phone.operation("skip", session, entry=entry.pk, version=1, why="Pain"),
        phone.operation("note", session, entry=entry.pk, version=1, pain=1, note="x"),
        phone.operation("swap", session, entry=entry.pk, exercise=squat.pk, to=uuid7(), planned=[], acknowledged=[], reason="", not_meant=False),
        phone.operation("move_up", session, entry=entry.pk),
        phone.operation("remove_exercise", session, entry=entry.pk),
        phone.operation("scores", session, version=1, effort=1, pain_before=1, pain_after=1, team_note="", private_note=""),
        phone.operation("raise_flag", session, flag=RedFlagFactory().code, raised=uuid7(), done="x"),
        phone.operation("end", session, minutes=30),
        phone.operation("discard", session),
    ]  # fmt: skip
    chance = random.Random(7)
    spoiled = [
        sent | {"key": str(uuid7()), name: value}
        for sent in good
        for name in sent
        for value in chance.sample(NONSENSE, 5)
    ]
    for start in range(0, len(spoiled), 50):
        body = json.dumps({"now": phone.now(), "operations": spoiled[start : start + 50]})
        headers = {"X-Phone-Owner": phone_owner(phone.trainer.pk), "Accept": JSON}
        answer = phone.browser.post(reverse("sessions_log:phone_operations"), body, content_type=JSON, headers=headers)
        assert answer.status_code == 200
        judged = answer.json()["answers"]
        assert len(judged) == len(spoiled[start : start + 50])
        assert all(one["status"] == 200 or (one["status"] in (404, 409, 422) and one["words"]) for one in judged)
    for met in TrainingSession.objects.exclude(sync_conflicts=None):
        assert (
            phone.browser.get(reverse("sessions_log:sync_conflicts", args=[phone.client.pk, met.pk])).status_code == 200
        )


@pytest.mark.parametrize("sent", [None, 1, "x", [], {}, {"key": 5}, {"key": "x", "client": {}}])
def test_what_is_no_entry_is_refused_and_the_others_are_taken(phone, session, entry, sent):
    assert phone.statuses(sent, phone.set(entry, session)) == [422, 200]
    assert SyncConflict.objects.count() == 0


def test_a_number_without_end_is_refused_and_the_others_are_taken(phone, session, entry):
    good, odd = phone.set(entry, session), phone.set(entry, session, more="HERE")
    body = json.dumps({"now": phone.now(), "operations": [odd, good]}).replace('"HERE"', "1e999")
    headers = {"X-Phone-Owner": phone_owner(phone.trainer.pk), "Accept": JSON}
    answer = phone.browser.post(reverse("sessions_log:phone_operations"), body, content_type=JSON, headers=headers)
    assert [one["status"] for one in answer.json()["answers"]] == [422, 200]


def test_what_this_release_does_not_know_is_kept_on_the_phone(phone, session):
    [answer] = phone.send(phone.operation("levitate", session))
    assert answer["status"] == 422
    assert "Reload" in answer["words"]
