"""A practitioner's "change the load" holds until it is guidance, or somebody says why it is over."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from careplan.models import Guidance, Reply
from careplan.replies import holding_rows
from tests.factories.careplan import GuidanceFactory, ReplyFactory
from tests.pages import as_read

WORDS = "Half the load on the squat"


@pytest.fixture
def reply(care_client):
    return ReplyFactory(client=care_client, kind="change-load", text=WORDS)


def make_guidance(browser, reply):
    return browser.post(reverse("workspace:guidance_from_reply", args=[reply.client_id, reply.pk]))


def end(browser, reply, note="Dana said so by phone"):
    return browser.post(reverse("workspace:end_reply", args=[reply.client_id, reply.pk]), {"note": note})


def history(browser, reply) -> str:
    return as_read(browser.get(reverse("workspace:told", args=[reply.client_id])).content.decode())


def test_one_press_makes_it_a_caution_in_the_practitioners_words(trainer, trainer_browser, reply):
    for _time in range(2):
        assert make_guidance(trainer_browser, reply).status_code == 302
    guidance = Guidance.objects.get()
    assert (guidance.kind, guidance.text, guidance.practitioner) == ("caution", WORDS, reply.practitioner)
    assert (guidance.reply, guidance.entered_by, guidance.how_it_came) == (reply, trainer, "link")
    reply.refresh_from_db()
    assert reply.read_at
    assert "Guidance in these words" in history(trainer_browser, reply)
    assert "Make it guidance" not in history(trainer_browser, reply)
    page = trainer_browser.get(reverse("careplan:guidance", args=[reply.client_id, guidance.pk])).content.decode()
    assert "Their reply of" in page


def test_the_database_lets_one_guidance_have_a_replys_words(care_client, reply):
    GuidanceFactory(client=care_client, reply=reply)
    with pytest.raises(IntegrityError):
        GuidanceFactory(client=care_client, reply=reply)


def test_what_is_over_has_who_said_so_and_why(trainer, trainer_browser, reply):
    assert end(trainer_browser, reply, " ").status_code == 422
    for note in ("Dana said so by phone", "A second word"):
        assert end(trainer_browser, reply, note).status_code == 302
    reply.refresh_from_db()
    assert (reply.ended_by, reply.ending_note) == (trainer, "Dana said so by phone")
    assert reply.ended_at
    assert reply.read_at
    assert f"by {trainer.name}: Dana said so by phone" in history(trainer_browser, reply)
    make_guidance(trainer_browser, reply)
    assert not Guidance.objects.exists()


def test_what_is_guidance_does_not_end_as_a_reply(trainer_browser, reply):
    make_guidance(trainer_browser, reply)
    end(trainer_browser, reply)
    reply.refresh_from_db()
    assert reply.ended_at is None


def test_it_holds_once_it_is_read_and_until_then_it_is_unread(trainer_browser, reply):
    ReplyFactory(client=reply.client, kind="stop")
    assert not holding_rows([reply.client_id])
    trainer_browser.post(reverse("workspace:read_reply", args=[reply.client_id, reply.pk]))
    assert [row[1] for row in holding_rows([reply.client_id])] == [reply.pk]
    make_guidance(trainer_browser, reply)
    assert not holding_rows([reply.client_id])


@pytest.mark.parametrize("kind", ["stop", "call-me", "noted"])
def test_other_replies_are_neither_made_guidance_nor_ended(kind, trainer_browser, care_client):
    reply = ReplyFactory(client=care_client, kind=kind)
    assert make_guidance(trainer_browser, reply).status_code == 404
    assert end(trainer_browser, reply).status_code == 404
    with pytest.raises(IntegrityError):
        Reply.objects.filter(pk=reply.pk).update(ended_at=reply.sent_at, ending_note="Over")


def test_a_discipline_that_lost_its_right_makes_no_guidance(trainer_browser, reply):
    discipline = reply.practitioner.discipline
    discipline.may_set_restrictions = "no"
    discipline.save()
    assert make_guidance(trainer_browser, reply).status_code == 302
    assert not Guidance.objects.exists()
    page = trainer_browser.get(reverse("workspace:told", args=[reply.client_id])).content.decode()
    assert "Setting restrictions on training is not in the lane of" in page
