"""Two pages open on the same thing: the later press sees what stands, and loses nothing that was typed."""

import pytest

from careplan.models import Guidance
from sessions_log.models import SetEntry
from tests.factories.careplan import GuidanceFactory
from tests.factories.sessions_log import SetEntryFactory
from tests.sessions_log.rules import log_set
from web.keys import uuid7


@pytest.fixture
def logged_set(entry):
    return SetEntryFactory(entry=entry, position=0, amount=8, load_kg=50)


def shown(page):
    return page.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_set_that_was_corrected_meanwhile(the_log, logged_set, htmx):
    the_log.post("change_set", logged_set.pk, version=1, amount="9", load="55")
    page = the_log.post("change_set", logged_set.pk, htmx=htmx, version=1, amount="7", load="60", pain="2")
    assert page.status_code == 422
    assert "now it is: 9 × 55 kg" in shown(page)
    assert 'value="60"' in shown(page)
    assert 'name="version" value="2"' in shown(page)
    logged_set.refresh_from_db()
    assert logged_set.load_kg == 55
    the_log.post("change_set", logged_set.pk, version=2, amount="7", load="60", pain="2")
    logged_set.refresh_from_db()
    assert (logged_set.load_kg, logged_set.pain, logged_set.version) == (60, 2, 3)


def test_the_same_form_sent_twice_is_no_change_by_somebody_else(the_log, logged_set):
    for _press in range(2):
        assert the_log.post("change_set", logged_set.pk, version=1, amount="9", load="55").status_code == 302


def test_without_a_version_nothing_is_overwritten(the_log, logged_set):
    assert the_log.post("change_set", logged_set.pk, amount="9", load="55").status_code == 422
    assert the_log.post("remove_set", logged_set.pk).status_code == 422
    assert SetEntry.objects.get().load_kg == 50


@pytest.mark.parametrize("htmx", [False, True])
def test_a_set_that_was_corrected_meanwhile_is_not_taken_out_unseen(the_log, logged_set, htmx):
    the_log.post("change_set", logged_set.pk, version=1, amount="9", load="55")
    page = the_log.post("remove_set", logged_set.pk, htmx=htmx, version=1)
    assert page.status_code == 422
    assert "now it is: 9 × 55 kg" in shown(page)
    assert SetEntry.objects.count() == 1
    assert the_log.post("remove_set", logged_set.pk, version=2).status_code == 200
    assert SetEntry.objects.count() == 0


def test_a_correction_that_waited_for_an_answer(the_log, entry):
    logged_set = log_set(entry, amount=8, load_kg=20, key=uuid7())
    guidance = GuidanceFactory(client=the_log.session.client, kind=Guidance.Kind.DONT, patterns=[], regions=[])
    warned = the_log.post("change_set", logged_set.pk, version=1, amount="8", load="60")
    assert warned.status_code == 422
    SetEntry.objects.filter(pk=logged_set.pk).update(load_kg=30, version=2)
    carried = dict(warned.context["carried"])
    page = the_log.post("answer", entry.pk, **carried, acknowledged=[guidance.pk], reason="Agreed")
    assert page.status_code == 422
    assert "now it is: 8 × 30 kg" in shown(page)
    assert 'value="60"' in shown(page)


@pytest.mark.parametrize(
    ("route", "typed"),
    [("skip", {"words": "Nobody at the rack"}), ("exercise_note", {"pain": "4", "note": "Left knee"})],
)
def test_an_exercise_that_was_changed_meanwhile(the_log, entry, route, typed):
    the_log.post("exercise_note", entry.pk, version=1, pain="1", note="Said before")
    page = the_log.post(route, entry.pk, version=1, **typed)
    assert page.status_code == 422
    assert "note: Said before" in shown(page)
    assert all(value in shown(page) for value in typed.values())
    assert the_log.post(route, entry.pk, version=2, **typed).status_code == 302


@pytest.mark.parametrize("htmx", [False, True])
def test_skipping_is_not_taken_back_unseen(the_log, entry, htmx):
    the_log.post("skip", entry.pk, version=1, why="pain")
    the_log.post("do_after_all", entry.pk, htmx=htmx, version=1)
    entry.refresh_from_db()
    assert entry.skipped == "Pain"
    the_log.post("do_after_all", entry.pk, htmx=htmx, version=2)
    entry.refresh_from_db()
    assert entry.skipped == ""
