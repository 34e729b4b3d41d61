"""A don't about one side: the phone knows which sets make it certain, as the server does."""

from decimal import Decimal

from sessions_log.plan import PlannedSet
from tests.factories.careplan import GuidanceFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory


def test_a_sheet_says_which_side_makes_a_dont_certain(phone, session):
    lunge = ExerciseFactory(patterns=["squat"], regions=["knee"], per_side=True)
    dont = GuidanceFactory(client=phone.client, kind="dont", patterns=["squat"], regions=["knee"], side="left")
    row = ExerciseEntryFactory(
        session=session,
        exercise=lunge,
        position=0,
        acknowledged={str(dont.pk): "look"},
        planned=[PlannedSet(8).packed()],
    )
    [shown] = phone.sheet(session)["rows"]
    assert shown["conflicts"] == [], "it was judged for either side"
    assert [(hit["guidance"], hit["side"], hit["limit_kg"]) for hit in shown["over"]] == [(str(dont.pk), "left", None)]
    right, left = phone.set(row, session, side="right"), phone.set(row, session, side="left", place=1)
    assert phone.statuses(right, left) == [200, 422]
    acknowledgement = {"acknowledged": [str(dont.pk)], "reason": "Agreed", "not_meant": False, "load_kg": None}
    answer = phone.operation("answer", session, entry=row.pk, side="left", **acknowledgement)
    assert phone.statuses(answer, left) == [200, 200]


def test_a_limit_holds_for_sets_of_any_side(phone, session, squat):
    GuidanceFactory(client=phone.client, patterns=["squat"], regions=["knee"], load_limit_kg=Decimal(40))
    ExerciseEntryFactory(session=session, exercise=squat, position=0)
    [shown] = phone.sheet(session)["rows"]
    assert [(hit["side"], hit["limit_kg"]) for hit in shown["over"]] == [("both", "40.00")]
