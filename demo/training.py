"""Demo training: sessions, sets, homework answers and readings."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from careplan.models import Prescription
from clients.models import Client
from demo.people import DemoClient
from demo.stage import Stage
from exercises.models import Exercise
from homework.models import FollowUp, HomeworkCheckIn
from measures.models import Reading, ReadingSchedule
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.starting import start_session
from web.keys import uuid7

ANSWERED = {"good": 0.85, "some": 0.55, "quiet": 0.6}  # share of days with an answer
# What everybody rates on the functional scale beside their own goal: where it began and what was gained, of 10.
ACTIVITIES = (("Sit through a film", 4, 3), ("Carry the groceries upstairs", 2, 3))
QUIET_FOR = 12  # days without an answer of a client who has gone quiet
NOTES = [
    "Moved well today; kept every rep slow.",
    "Came in tired, kept the loads where they were.",
    "Back felt easy through the hinge.",
    "Asked for more balance work.",
]
# The first load of each exercise, in kg; then so much more every so many weeks.
LOADS = {"Goblet squat": ("12", "2.5", 2), "Dumbbell bench press": ("10", "2", 3), "Seated cable row": ("25", "5", 4)}


def add_training(stage: Stage, client: Client, person: DemoClient, prescriptions: list[Prescription]) -> None:
    lifts = [stage.exercises[name] for name in person.main_lifts]
    in_session = [one for one in prescriptions if one.where != Prescription.Where.HOME]
    for number in range(person.weeks * 2):
        days_ago = person.weeks * 7 - number * 3 - number // 2
        if days_ago < 1 or stage.random.random() < 0.08:
            continue
        add_session(stage, client, person, days_ago, lifts, in_session)
    if person.open_session:
        start_session(client, trainer=client.lead_trainer, key=uuid7())
    for prescription in prescriptions:
        add_homework(stage, prescription, person)
    if person.weeks:
        add_readings(stage, client, person)


def add_session(
    stage: Stage,
    client: Client,
    person: DemoClient,
    days_ago: int,
    lifts: list[Exercise],
    prescribed: list[Prescription],
) -> None:
    start = datetime.combine(stage.today - timedelta(days=days_ago), time(17, 30), tzinfo=client.zone)
    pain = pain_on(person, days_ago)
    session = TrainingSession.objects.create(
        client=client,
        trainer=client.lead_trainer,
        started_at=start,
        ended_at=start + timedelta(minutes=55),
        state=TrainingSession.State.COMPLETED,
        effort=stage.random.choice([5, 6, 6, 7]),
        pain_before=pain,
        pain_after=max(0, pain - stage.random.choice([0, 1])),
        team_note=stage.random.choice(NOTES) if stage.random.random() < 0.3 else "",
    )
    weeks_in = max(0, person.weeks - days_ago // 7)
    prescribed_by_exercise = [(one.exercise, one) for one in prescribed if one.starts_on <= start.date()]
    entries = [
        ExerciseEntry(session=session, exercise=exercise, position=position, prescription=prescription)
        for position, (exercise, prescription) in enumerate(
            [*((lift, None) for lift in lifts), *prescribed_by_exercise]
        )
    ]
    ExerciseEntry.objects.bulk_create(entries)
    SetEntry.objects.bulk_create(
        SetEntry(entry=entry, position=position, amount=amount_of(entry), load_kg=load_of(entry.exercise, weeks_in))
        for entry in entries
        for position in range(3)
    )


def amount_of(entry: ExerciseEntry) -> int:
    if entry.prescription:
        return entry.prescription.amount
    return 30 if entry.exercise.measured_in == Exercise.MeasuredIn.SECONDS else 10


def load_of(exercise: Exercise, weeks_in: int) -> Decimal | None:
    if exercise.source_name not in LOADS:
        return None
    first, step, weeks = LOADS[exercise.source_name]
    return Decimal(first) + Decimal(step) * (weeks_in // weeks)


def pain_on(person: DemoClient, days_ago: int) -> int:
    """Pain on the way from the first figure to the last, in a straight line."""
    start, now = person.pain
    share_left = min(1.0, days_ago / (person.weeks * 7)) if person.weeks else 0.0
    return round(now + (start - now) * share_left)


def add_homework(stage: Stage, prescription: Prescription, person: DemoClient) -> None:
    first_day = QUIET_FOR if person.answers == "quiet" else 1
    check_ins = []
    for days_ago in range(first_day, 42):
        if stage.random.random() > ANSWERED[person.answers]:
            continue
        answer = stage.random.choices(HomeworkCheckIn.Answer.values, weights=[7, 2, 1])[0]
        day = stage.today - timedelta(days=days_ago)
        check_ins.append(
            HomeworkCheckIn(
                prescription=prescription,
                on=day,
                answer=answer,
                pain=pain_on(person, days_ago) if stage.random.random() < 0.4 else None,
                answered_at=datetime.combine(day, time(19, 10), tzinfo=prescription.client.zone),
            )
        )
    HomeworkCheckIn.objects.bulk_create(check_ins)
    if person.answers == "quiet":
        add_quiet(stage, prescription.client)


def add_quiet(stage: Stage, client: Client) -> None:
    """As the sweep would have noticed it: on Today, with two friendly mails so far."""
    since = stage.today - timedelta(days=QUIET_FOR - 1)
    noticed = datetime.combine(since + timedelta(days=2), time(9), tzinfo=client.zone)
    spell = {"quiet_since": since, "noticed_at": noticed, "letters": 2, "last_letter_at": noticed + timedelta(days=7)}
    FollowUp.objects.get_or_create(client=client, defaults=spell)


def add_readings(stage: Stage, client: Client, person: DemoClient) -> None:
    start, now = person.pain
    steps = max(2, person.weeks // 3)
    readings = []
    for step in range(steps):
        day = stage.today - timedelta(days=round(person.weeks * 7 * (1 - step / (steps - 1))) or 2)
        share = step / (steps - 1)
        readings.append(
            Reading(client=client, measure="nprs", value=round(start + (now - start) * share), taken_on=day)
        )
        luck = stage.random.uniform(-0.4, 0.4)
        readings += [
            Reading(
                client=client, measure="psfs", value=round(begin + gain * share + luck), item=item[:120], taken_on=day
            )
            for item, begin, gain in ((person.goal, 3, 3), *ACTIVITIES)
        ]
    Reading.objects.bulk_create(readings)
    ReadingSchedule.objects.create(client=client, measure="psfs", starts_on=stage.today, asked_on=stage.today)
