"""A whole session is deleted: no page shows it, nothing of it is lost for an hour, and then it is gone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import get_resolver, reverse
from django.utils import timezone

from client_portal.download import tables_of
from clients.access import join_own_account
from clients.models import AccessEvent
from consent.models import Scope
from sessions_log.deleting import (
    AnotherIsOpenError,
    delete_session,
    forget_deleted,
    just_deleted,
    put_back_session,
)
from sessions_log.loads import best_load
from sessions_log.models import ExerciseEntry, PlannedSession, RedFlagReport, SetEntry, TrainingSession
from sessions_log.starting import start_session
from sessions_log.undo import TooLateToUndoError
from sharing.view import SharedView
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    PlannedSessionFactory,
    RedFlagReportFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.pages import as_read
from web.keys import uuid7

pytestmark = pytest.mark.django_db

SIGN = "Sign of what is deleted"


@pytest.fixture
def completed(care_client):
    """Yesterday's, with its sign in every text."""
    ended = timezone.now() - timedelta(days=1)
    session = TrainingSessionFactory(
        client=care_client,
        started_at=ended - timedelta(minutes=53),
        ended_at=ended,
        team_note=SIGN,
        private_note=SIGN,
    )
    entry = ExerciseEntryFactory(session=session, exercise=ExerciseFactory(name=SIGN), note=SIGN)
    SetEntryFactory.create_batch(3, entry=entry, load_kg=40)
    return session


@pytest.fixture
def deleted(completed, trainer):
    delete_session(completed, by=trainer)
    return completed


def all_that_is_kept(session):
    return [
        list(TrainingSession.everything.filter(pk=session.pk).values()),
        list(ExerciseEntry.objects.filter(session=session).values()),
        list(SetEntry.objects.filter(entry__session=session).order_by("pk").values()),
        list(PlannedSession.objects.values()),
        list(RedFlagReport.objects.values()),
    ]


def address(route, session):
    return reverse(f"sessions_log:{route}", args=[session.client_id, session.pk])


def history(browser, client):
    return browser.get(reverse("sessions_log:history", args=[client.pk])).content.decode()


# --- the pages -----------------------------------------------------------------------------


def test_it_is_asked_once_what_goes_in_words(trainer_browser, completed):
    PlannedSessionFactory(client=completed.client, session=completed, attendance="late")
    RedFlagReportFactory(client=completed.client, session=completed)
    assert address("ask_delete", completed) in trainer_browser.get(address("detail", completed)).content.decode()
    page = as_read(trainer_browser.get(address("ask_delete", completed)).content.decode())
    for words in (f"{SIGN}, 3 sets", "pain and effort", "the note for the care team", "is planned again", "red flags"):
        assert words in page
    assert TrainingSession.objects.filter(pk=completed.pk).exists()


def test_one_that_is_open_is_deleted_from_its_log(the_log, entry):
    assert the_log.address("ask_delete") in the_log.get().content.decode()
    assert "Number" in the_log.get("ask_delete").content.decode()
    the_log.post("delete")
    assert the_log.get().status_code == 404
    assert the_log.post("add_set", entry.pk, key=uuid7(), amount="5").status_code == 404
    the_log.post("put_back_deleted")
    assert the_log.get().status_code == 200


def test_the_list_says_so_and_undoes_it(trainer_browser, completed):
    response = trainer_browser.post(address("delete", completed))
    assert response.url == reverse("sessions_log:history", args=[completed.client_id])
    page = history(trainer_browser, completed.client)
    assert "was deleted." in page
    assert f'href="{address("detail", completed)}"' not in page
    before = all_that_is_kept(completed)
    trainer_browser.post(address("delete", completed))  # sent twice
    assert all_that_is_kept(completed) == before
    assert trainer_browser.post(address("put_back_deleted", completed)).url == address("detail", completed)
    assert trainer_browser.post(address("put_back_deleted", completed)).url == address("detail", completed)
    page = history(trainer_browser, completed.client)
    assert "was deleted." not in page
    assert f'href="{address("detail", completed)}"' in page


def test_after_an_hour_the_list_is_silent_and_it_stays_away(trainer, trainer_browser, completed):
    delete_session(completed, by=trainer, now=timezone.now() - timedelta(minutes=61))
    assert "was deleted." not in history(trainer_browser, completed.client)
    trainer_browser.post(address("put_back_deleted", completed))
    assert "more than an hour ago" in history(trainer_browser, completed.client)
    assert not TrainingSession.objects.filter(pk=completed.pk).exists()


def test_the_access_log_keeps_who_deleted_it(trainer, trainer_browser, completed):
    trainer_browser.get(address("ask_delete", completed))
    trainer_browser.post(address("delete", completed))
    event = AccessEvent.objects.filter(client_id=completed.client_id).latest("sequence")
    assert (event.action, event.object_id, event.actor_label) == (
        "sessions_log:delete",
        str(completed.pk),
        trainer.name,
    )
    page = trainer_browser.get(reverse("workspace:access_log", args=[completed.client_id])).content.decode()
    assert "deleted a session" in page


# --- no page shows it ----------------------------------------------------------------------


def pages_of(client):
    """Every address that is about one client and nothing else."""
    names = [
        (namespace, name)
        for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str) and resolver.reverse_dict.getlist(name)[0][0][0][1] == ["client_id"]
    ]
    return [reverse(f"{namespace}:{name}", args=[client.pk]) for namespace, name in names]


def test_no_page_of_the_client_shows_it(trainer_browser, deleted):
    ours = pages_of(deleted.client)
    assert len(ours) > 20
    shown = [path for path in ours if SIGN in trainer_browser.get(path).content.decode()]
    assert shown == []
    for route in ("detail", "log", "finish", "ask_delete"):
        assert trainer_browser.get(address(route, deleted)).status_code == 404
    for path in ("/", "/clients/"):
        assert SIGN not in trainer_browser.get(path).content.decode()


def test_the_pages_would_show_it(trainer_browser, completed):
    """So that the test above can fail."""
    assert [path for path in pages_of(completed.client) if SIGN in trainer_browser.get(path).content.decode()]


def test_the_client_does_not_see_it_nor_take_it_along(deleted):
    join_own_account(deleted.client)
    deleted.client.refresh_from_db()
    browser = Browser()
    browser.force_login(deleted.client.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get(reverse("client_portal:record", args=[deleted.client_id]))
    assert page.status_code == 200
    assert SIGN not in page.content.decode()
    tables = tables_of(deleted.client)
    assert [tables[name] for name in ("sessions", "session_exercises", "session_sets")] == [[], [], []]
    assert SIGN not in repr(tables)


def test_a_practitioner_does_not_see_it(completed, trainer):
    grant = ConsentGrantFactory(client=completed.client, scopes=list(Scope))
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "cookie-of-the-reader"
    ViewerSessionFactory(practitioner=grant.practitioner, token="cookie-of-the-reader")
    shared = reverse("practitioner_portal:record", args=[grant.pk])
    assert SIGN in browser.get(shared).content.decode()
    delete_session(completed, by=trainer)
    assert SIGN not in browser.get(shared).content.decode()
    view = SharedView(grant)
    assert view.sessions(view.today - timedelta(days=42), view.today) == []


def test_the_next_session_begins_without_it(deleted, trainer):
    started = start_session(deleted.client, trainer=trainer, key=uuid7()).session
    assert not started.entries.exists()
    entry = ExerciseEntryFactory(session=started, exercise=deleted.entries.get().exercise)
    assert best_load(entry) is None


def test_its_key_is_no_other_sessions(trainer, session):
    delete_session(session, by=trainer)
    started = start_session(session.client, trainer=trainer, key=session.pk).session
    assert started.pk != session.pk
    assert TrainingSession.objects.get() == started


# --- nothing is lost -----------------------------------------------------------------------


def test_what_was_planned_is_planned_again_and_put_back_it_is_as_before(trainer, completed):
    planned = PlannedSessionFactory(client=completed.client, session=completed, attendance="late")
    RedFlagReportFactory(client=completed.client, session=completed)
    before = all_that_is_kept(completed)
    assert delete_session(completed, by=trainer)
    assert not delete_session(completed, by=trainer)
    planned.refresh_from_db()
    assert (planned.session, planned.attendance) == (None, "planned")
    put_back_session(completed)
    put_back_session(completed)
    assert all_that_is_kept(completed) == before


def test_what_was_planned_may_have_gone_on_without_it(trainer, completed):
    planned = PlannedSessionFactory(client=completed.client, session=completed, attendance="attended")
    delete_session(completed, by=trainer)
    PlannedSession.objects.filter(pk=planned.pk).update(attendance="cancelled")
    put_back_session(completed)
    planned.refresh_from_db()
    assert (planned.session, planned.attendance) == (None, "cancelled")


def test_an_open_one_stays_away_while_another_is_open(trainer, trainer_browser, session):
    delete_session(session, by=trainer)
    other = TrainingSessionFactory(client=session.client, state="open", ended_at=None)
    with pytest.raises(AnotherIsOpenError):
        put_back_session(session)
    trainer_browser.post(address("put_back_deleted", session))
    assert "Another session is open" in history(trainer_browser, session.client)
    other.delete()
    assert put_back_session(session).state == "open"


def test_it_is_gone_for_good_after_the_hour_and_not_before(trainer, trainer_browser, care_client):
    now = timezone.now()
    long_ago, lately, stays = TrainingSessionFactory.create_batch(3, client=care_client)
    flag = RedFlagReportFactory(client=care_client, session=long_ago)
    delete_session(long_ago, by=trainer, now=now - timedelta(hours=1))
    delete_session(lately, by=trainer, now=now - timedelta(minutes=59))
    assert list(just_deleted(care_client, now=now)) == [lately]
    forget_deleted(now=now)
    assert set(TrainingSession.everything.all()) == {lately, stays}
    flag.refresh_from_db()
    assert flag.session is None
    with pytest.raises(TooLateToUndoError):
        put_back_session(long_ago)
    trainer_browser.post(address("put_back_deleted", long_ago))
    trainer_browser.post(address("delete", long_ago))
    assert "more than an hour ago" in history(trainer_browser, care_client)
