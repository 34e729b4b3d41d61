"""Sets: each tap is kept at once, in the trainer's own unit, and sent twice it is one row."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from exercises.amounts import in_kg, in_unit
from sessions_log.amounts import set_words
from sessions_log.models import SetEntry
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from tests.pages import as_read
from tests.sessions_log.rules import add_exercise, log_set
from web.keys import uuid7
from web.numbers import typed_number

pytestmark = pytest.mark.django_db


def kept(**fields):
    return list(SetEntry.objects.filter(**fields).order_by("position").values_list("amount", "load_kg", "side", "pain"))


def test_a_set_is_kept_once_under_its_key(the_log, entry):
    key = uuid7()
    answers = {the_log.post("add_set", entry.pk, key=key, amount="12", load="40").url for _ in range(5)}
    assert kept() == [(12, Decimal(40), "both", None)]
    assert SetEntry.objects.get().pk == key
    assert answers == {f"{the_log.address('log')}?open={entry.pk}#exercise-{entry.pk}"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("62,5", "62.5"),
        ("62.5", "62.5"),
        (" 62.5 ", "62.5"),
        ("６２．５", "62.5"),
        ("٦٢", "62"),
        ("0", "0"),
        ("999", "999"),
    ],
)
def test_a_load_is_read_as_people_type_it(the_log, entry, typed, expected):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="１２", load=typed)
    assert kept() == [(12, Decimal(expected), "both", None)]


def test_without_a_load_there_is_none(the_log, entry):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="12", load="")
    assert kept() == [(12, None, "both", None)]


def test_pounds_are_kept_as_kilograms_and_come_back_as_typed(the_log, entry, trainer):
    trainer.load_unit = "lb"
    trainer.save()
    the_log.post("add_set", entry.pk, key=uuid7(), amount="5", load="135")
    assert kept() == [(5, Decimal("61.23"), "both", None)]
    page = the_log.get().content.decode()
    assert "5 × 135 lb" in page
    assert 'value="135"' in page


@pytest.mark.parametrize("pounds", ["2.5", "46.25", "62.5", "135", "133.7", "2200"])
def test_pounds_survive_the_round_trip(pounds):
    assert in_unit(in_kg(Decimal(pounds), "lb"), "lb") == Decimal(pounds)


@pytest.mark.parametrize(
    "text", ["", "1e9", "NaN", "Infinity", "1.2.3", "1.000,5", "twelve", "\x00", "9" * 300, "0x10"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        typed_number(text)


@pytest.mark.parametrize(
    "amount", ["0", "400", "-1", "−1", "1e9", "1000000000", "12.5", "abc", "", "9" * 300, "1\x002"]
)
def test_repetitions_that_cannot_be_are_refused_and_stay_in_the_field(the_log, entry, amount):
    response = the_log.post("add_set", entry.pk, key=uuid7(), amount=amount, load="62,5", pain="3")
    page = response.content.decode()
    assert response.status_code == 422
    assert kept() == []
    if amount and "\x00" not in amount:
        assert f'value="{amount}"' in page
        assert "Repetitions must be a whole number from 1 to 300; you typed" in page
    assert 'value="62,5"' in page


@pytest.mark.parametrize("load", ["-1", "999.01", "1000", "1e3", "62.555", "heavy", "\x00"])
def test_loads_that_cannot_be_are_refused(the_log, entry, load):
    response = the_log.post("add_set", entry.pk, key=uuid7(), amount="12", load=load)
    assert response.status_code == 422
    assert kept() == []
    if "\x00" not in load:
        assert "Load must be a number with at most 2 decimals, from 0 to 999 kg; you typed" in response.content.decode()


@pytest.mark.parametrize(
    ("measured_in", "amount", "is_kept"),
    [("reps", 300, True), ("reps", 301, False), ("seconds", 3600, True), ("seconds", 3601, False), ("metres", 1, True)],
)
def test_the_limit_is_of_the_exercises_own_measure(the_log, measured_in, amount, is_kept):
    entry = ExerciseEntryFactory(session=the_log.session, exercise=ExerciseFactory(measured_in=measured_in))
    response = the_log.post("add_set", entry.pk, key=uuid7(), amount=str(amount))
    assert (response.status_code == 302) is is_kept
    assert len(kept()) == is_kept


@pytest.mark.parametrize(("field", "value"), [("pain", "11"), ("pain", "-1"), ("side", "middle")])
def test_a_choice_that_is_none_is_refused(the_log, entry, field, value):
    assert the_log.post("add_set", entry.pk, key=uuid7(), amount="12", **{field: value}).status_code == 422


def test_side_and_pain_are_kept(the_log, entry):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="12", side="left", pain="0")
    assert kept() == [(12, None, "left", 0)]


# --- what stands in the fields -------------------------------------------------------------


def fields_of(the_log, entry):
    [card] = [card for card in the_log.get().context["cards"] if card.row.entry == entry]
    form = card.form
    return tuple(form[name].value() for name in ("amount", "load", "side"))


def done_before(care_client, exercise, *sets, days=3):
    session = TrainingSessionFactory(client=care_client, started_at=timezone.now() - timedelta(days=days))
    entry = ExerciseEntryFactory(session=session, exercise=exercise)
    for place, (amount, load) in enumerate(sets):
        SetEntryFactory(entry=entry, position=place, amount=amount, load_kg=load)


def test_a_new_exercise_has_empty_fields(the_log, entry):
    assert fields_of(the_log, entry) == (None, None, "both")


def put_in(the_log, exercise, prescription=None):
    return add_exercise(the_log.session, exercise=exercise, key=uuid7(), prescription=prescription)


def test_the_dose_stands_in_the_fields_before_it_was_ever_done(the_log):
    prescription = PrescriptionFactory(client=the_log.session.client, amount=15, side="left")
    entry = put_in(the_log, prescription.exercise, prescription)
    assert fields_of(the_log, entry) == (15, None, "left")


def test_last_time_stands_in_the_fields_and_is_followed_set_by_set(the_log, care_client):
    exercise = ExerciseFactory()
    done_before(care_client, exercise, (12, 30), days=9)
    done_before(care_client, exercise, (12, 40), (8, 60), (8, 60))
    entry = put_in(the_log, exercise)
    assert fields_of(the_log, entry) == (12, "40", "both")
    assert "Last: 12 × 40 kg, 8 × 60 kg, 8 × 60 kg" in the_log.get().content.decode()
    the_log.post("add_set", entry.pk, key=uuid7(), amount="12", load="40")
    assert fields_of(the_log, entry) == (8, "60", "both")


def test_a_changed_load_stays_for_the_sets_after_it(the_log, care_client):
    exercise = ExerciseFactory()
    done_before(care_client, exercise, (12, 40), (12, 40), (12, 40))
    entry = put_in(the_log, exercise)
    the_log.post("add_set", entry.pk, key=uuid7(), amount="10", load="42,5")
    assert fields_of(the_log, entry) == (12, "42.5", "both")


def test_the_set_before_is_offered_again_on_the_other_side(the_log, entry):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="12", load="5", side="left")
    assert fields_of(the_log, entry) == (12, "5", "right")


@pytest.mark.parametrize("where", ["another client", "a session still open", "an entry without sets"])
def test_only_what_this_client_really_did_is_last_time(the_log, care_client, trainer, where):
    exercise = ExerciseFactory()
    if where == "another client":
        done_before(ClientFactory(lead_trainer=trainer), exercise, (12, 40))
    elif where == "an entry without sets":
        done_before(care_client, exercise)
    else:
        other = TrainingSessionFactory(
            client=care_client, trainer=ClientFactory().lead_trainer, state="open", ended_at=None
        )
        SetEntryFactory(entry=ExerciseEntryFactory(session=other, exercise=exercise))
    assert fields_of(the_log, put_in(the_log, exercise)) == (None, None, "both")


# --- correcting ------------------------------------------------------------------------------


def test_a_set_is_corrected(the_log, entry):
    logged_set = SetEntryFactory(entry=entry, amount=12, load_kg=40, pain=2)
    page = the_log.get("change_set", logged_set.pk).content.decode()
    assert "Save set 1" in page
    the_log.post("change_set", logged_set.pk, version=1, amount="10", load="42.5", side="both", pain="")
    assert kept() == [(10, Decimal("42.5"), "both", None)]


def test_a_wrong_correction_changes_nothing_and_keeps_what_was_typed(the_log, entry):
    logged_set = SetEntryFactory(entry=entry, amount=12, load_kg=40)
    response = the_log.post("change_set", logged_set.pk, version=1, amount="0", load="41")
    assert response.status_code == 422
    assert 'value="41"' in response.content.decode()
    assert kept() == [(12, Decimal(40), "both", None)]
    assert the_log.post("change_set", logged_set.pk).status_code == 422


def test_a_set_taken_out_is_put_back_once(the_log, entry):
    logged_set = SetEntryFactory(entry=entry, amount=12, load_kg=Decimal("42.5"), side="left", pain=4)
    response = the_log.post("remove_set", logged_set.pk, version=1)
    assert response.status_code == 200
    assert kept() == []
    [card] = response.context["cards"]
    for _ in range(2):
        the_log.post("put_back", undo=card.undo[1])
    assert kept() == [(12, Decimal("42.5"), "left", 4)]
    assert SetEntry.objects.get().pk == logged_set.pk


def test_taking_a_set_out_twice_is_no_error(the_log, entry):
    logged_set = SetEntryFactory(entry=entry)
    the_log.post("remove_set", logged_set.pk, version=1)
    assert the_log.post("remove_set", logged_set.pk, version=1).status_code == 302
    assert the_log.get("remove_set", logged_set.pk).status_code == 302


def test_a_set_of_an_exercise_that_is_gone_cannot_be_put_back(the_log, entry):
    logged_set = SetEntryFactory(entry=entry)
    undo = the_log.post("remove_set", logged_set.pk, version=1).context["cards"][0].undo[1]
    the_log.post("remove_exercise", entry.pk)
    assert the_log.post("put_back", undo=undo).status_code == 302
    assert kept() == []


# --- whose ---------------------------------------------------------------------------------------


def test_another_sessions_entries_and_sets_are_not_found(the_log, care_client, trainer):
    elsewhere = SetEntryFactory(entry=ExerciseEntryFactory(session=TrainingSessionFactory(client=care_client)))
    assert the_log.post("add_set", elsewhere.entry_id, key=uuid7(), amount="12").status_code == 404
    assert the_log.post("change_set", elsewhere.pk, amount="12").status_code == 404
    the_log.post("remove_set", elsewhere.pk)
    the_log.post("remove_exercise", elsewhere.entry_id)
    assert kept() == [(12, Decimal(20), "both", None)]


def test_another_clients_session_is_not_found_under_this_client(the_log, trainer_browser, trainer):
    other = TrainingSessionFactory(client=ClientFactory(lead_trainer=trainer))
    address = the_log.address("log").replace(str(the_log.session.pk), str(other.pk))
    assert trainer_browser.get(address).status_code == 404


def test_the_words_of_a_set():
    def words(measured_in, unit="kg", **fields):
        return set_words(SetEntryFactory.build(entry=None, **fields), measured_in, unit)

    assert words("reps", amount=12, load_kg=Decimal("62.50")) == "12 × 62.5 kg"
    assert words("reps", amount=1, load_kg=None, side="left") == "1 rep, left"
    assert words("seconds", amount=30, load_kg=None) == "30 s"
    assert words("metres", amount=40, load_kg=Decimal(24), side="right") == "40 m, 24 kg, right"


@pytest.mark.django_db(transaction=True)
def test_sets_from_two_phones_at_once_all_have_their_place(care_client):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer; the race is PostgreSQL's")
    entry = ExerciseEntryFactory(session=TrainingSessionFactory(client=care_client))
    barrier = threading.Barrier(6)

    def run():
        barrier.wait()
        log_set(entry, key=uuid7(), amount=12)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.sets.values_list("position", flat=True)) == list(range(6))


def test_a_set_for_an_exercise_that_was_just_taken_out_is_not_found(entry):
    gone = entry.__class__.objects.select_related("session").get(pk=entry.pk)
    entry.delete()
    with pytest.raises(Http404):
        log_set(gone, key=uuid7(), amount=12)


def test_the_button_counts_up_to_what_is_prescribed_and_no_further(the_log):
    prescription = PrescriptionFactory(client=the_log.session.client, sets=2)
    entry = put_in(the_log, prescription.exercise, prescription)
    for number in ("1 of 2", "2 of 2", "3"):
        assert f">Log set {number}</button>" in as_read(the_log.get().content.decode())
        the_log.post("add_set", entry.pk, key=uuid7(), amount="12")


def test_only_the_open_exercise_has_a_form_and_the_others_a_link_to_theirs(the_log, entry):
    other = ExerciseEntryFactory(session=the_log.session, position=1)
    page = the_log.get().content.decode()
    assert f'id="log-set-{entry.pk}"' in page
    assert f'id="log-set-{other.pk}"' not in page
    assert f'?set={other.pk}#exercise-{other.pk}"' in page
    chosen = the_log.get(set=other.pk).content.decode()
    assert f'id="log-set-{other.pk}"' in chosen
    assert f'id="log-set-{entry.pk}"' not in chosen
