"""The key of a form keeps one writer's word once; under another's key nothing is swallowed and nothing is told."""

from django.core.files.base import ContentFile

from careplan.correspondence import keep_document, reply
from careplan.guidance import change, record_guidance
from careplan.models import Document, Guidance, Prescription, Reply
from careplan.prescriptions import change as change_dose, prescribe
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory
from web.keys import uuid7
from web.uploads import Upload


def both_say(care_client, say):
    """Two practitioners under one key, each of them twice: one row of each, and theirs."""
    key, writers = uuid7(), [PractitionerFactory(), PractitionerFactory()]
    first, second, again = (say(care_client, practitioner=one, key=key) for one in (*writers, writers[0]))
    assert [first.practitioner, second.practitioner] == writers
    assert again == first


def test_a_dont_is_not_swallowed_by_anothers_key(care_client):
    both_say(care_client, lambda *who, **more: record_guidance(*who, kind="dont", text="x", how_it_came="link", **more))
    assert Guidance.objects.in_force(Guidance.objects.first().starts_on).count() == 2


def test_a_stop_is_not_swallowed_by_anothers_key(care_client):
    both_say(care_client, lambda *who, **more: reply(*who, kind="stop", **more))
    assert Reply.objects.count() == 2


def test_a_letter_is_not_swallowed_by_anothers_key(care_client):
    def send(*who, **more):
        upload = Upload("application/pdf", ContentFile(b"%PDF-1.7"))
        return keep_document(*who, title="Letter", upload=upload, **more)

    both_say(care_client, send)
    assert Document.objects.count() == 2


def test_an_exercise_is_not_swallowed_by_anothers_key(care_client):
    dose = {"exercise": ExerciseFactory(), "sets": 3, "amount": 12, "how_it_came": "link"}
    both_say(care_client, lambda *who, **more: prescribe(*who, **dose, **more))
    assert Prescription.objects.count() == 2


def test_a_change_of_guidance_under_a_key_that_is_taken_is_kept(care_client):
    mine = GuidanceFactory(client=care_client)
    others = GuidanceFactory(client=care_client)
    newer = change(mine, by=mine.practitioner, kind="dont", text="New", how_it_came="link", key=others.pk)
    assert (newer.practitioner, newer.replaces) == (mine.practitioner, mine)
    assert newer != others


def test_a_change_of_dose_under_a_key_that_is_taken_is_kept(care_client):
    mine = PrescriptionFactory(client=care_client)
    others = PrescriptionFactory(client=care_client, exercise=mine.exercise)
    own = PrescriptionFactory(client=care_client, practitioner=mine.practitioner)
    dose = {"exercise": mine.exercise, "sets": 5, "amount": 8, "how_it_came": "link"}
    for key in (others.pk, own.pk):
        standing = Prescription.objects.filter(exercise=mine.exercise, practitioner=mine.practitioner, stopped_at=None)
        before = standing.get()
        after = change_dose(before, key=key, **dose)
        assert after not in (others, own, before)
        assert (after.sets, after.practitioner) == (5, mine.practitioner)
        assert list(standing.all()) == [after], "the one before has stopped"


def test_a_change_of_dose_sent_twice_is_made_once(care_client):
    mine = PrescriptionFactory(client=care_client)
    dose = {"exercise": mine.exercise, "sets": 5, "amount": 8, "how_it_came": "link", "key": uuid7()}
    assert change_dose(mine, **dose) == change_dose(mine, **dose)
    assert Prescription.objects.count() == 2
