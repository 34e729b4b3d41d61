"""What has been going on around one client of the demo for months: for the lanes picture, the timeline and Prepare."""

from datetime import date, datetime, time, timedelta

from careplan.models import CareTeamMember, Goal, Guidance, HowItCame, Visit
from clients.models import Client, ContactNote
from demo.people import SIGNED_IN_CLIENT
from demo.stage import Stage

PHYSIO, MASSAGE, PHYSICIAN = "Dana Whitfield", "Rosa Delgado", "Helen Brandt"

# Days from today, and what came of it.
VISITS: dict[str, list[tuple[int, str, str]]] = {
    PHYSIO: [
        (-75, "attended", "First look: irritated by bending, strong otherwise."),
        (-54, "attended", "Better in the mornings. Hinge without load."),
        (-40, "attended", "No loaded bending for three months."),
        (-19, "attended", "Extension is free again. Carry on."),
        (9, "booked", ""),
    ],
    MASSAGE: [
        (-61, "attended", "Neck and shoulders, an hour."),
        (-33, "missed", ""),
        (-12, "attended", ""),
        (16, "booked", ""),
    ],
    PHYSICIAN: [(-80, "attended", "Sent to physiotherapy.")],
}
NOTES = [
    (-47, ContactNote.Kind.CALLED, "Back sore after the garden; Friday stays light"),
    (-21, ContactNote.Kind.LEFT_WORD, "The session on Tuesday moves to five o'clock"),
    (-5, ContactNote.Kind.HEARD, "Slept through for the first time in weeks"),
]


def add_history(stage: Stage) -> None:
    client = Client.objects.get(name=SIGNED_IN_CLIENT)
    _visits(stage, client)
    _earlier_guidance(stage, client)
    _earlier_goal(stage, client)
    ContactNote.objects.bulk_create(
        ContactNote(
            client=client, kind=kind, text=text, at=_evening(stage, client, days_from_now), by=client.lead_trainer
        )
        for days_from_now, kind, text in NOTES
    )


def _day(stage: Stage, days_from_now: int) -> date:
    return stage.today + timedelta(days=days_from_now)


def _evening(stage: Stage, client: Client, days_from_now: int) -> datetime:
    return datetime.combine(_day(stage, days_from_now), time(19, 20), tzinfo=client.zone)


def _visits(stage: Stage, client: Client) -> None:
    for name, visits in VISITS.items():
        first_seen = visits[0][0]
        member, _is_new = CareTeamMember.objects.update_or_create(
            client=client,
            practitioner=stage.practitioners[name],
            defaults={"added_at": _evening(stage, client, first_seen), "since": _day(stage, first_seen)},
        )
        for days_from_now, state, words in visits:
            Visit.objects.create(
                member=member,
                on=_day(stage, days_from_now),
                time=time(10, 30) if state == Visit.State.BOOKED else None,
                state=state,
                note=words,
                recorded_by=client.lead_trainer,
                created_at=_evening(stage, client, min(days_from_now, -1)),
            )


def _earlier_guidance(stage: Stage, client: Client) -> None:
    """What held before, and what the massage therapist has said."""
    physio = stage.practitioners[PHYSIO]
    Guidance.objects.create(
        client=client,
        practitioner=physio,
        kind=Guidance.Kind.CAUTION,
        text="Bend only as far as it stays below 3 of 10",
        patterns=["spinal-flexion"],
        regions=["lower-back"],
        pain_limit=3,
        starts_on=_day(stage, -75),
        how_it_came=HowItCame.LETTER,
        state=Guidance.State.SUPERSEDED,
        state_changed_at=_evening(stage, client, -40),
        created_at=_evening(stage, client, -75),
    )
    Guidance.objects.create(
        client=client,
        practitioner=physio,
        kind=Guidance.Kind.DONT,
        text="Nothing overhead while the neck is sore",
        patterns=["push-vertical"],
        regions=["neck"],
        starts_on=_day(stage, -54),
        how_it_came=HowItCame.CALL,
        state=Guidance.State.LIFTED,
        state_changed_at=_evening(stage, client, -19),
        state_reason="Free again at the visit",
        lifted_by=physio,
        lifted_on=_day(stage, -19),
        lifted_how=HowItCame.IN_PERSON,
        created_at=_evening(stage, client, -54),
    )
    _word_of_the_massage_therapist(stage, client)


def _word_of_the_massage_therapist(stage: Stage, client: Client) -> None:
    Guidance.objects.create(
        client=client,
        practitioner=stage.practitioners[MASSAGE],
        kind=Guidance.Kind.CAUTION,
        text="Easy on the neck for two days after a massage",
        regions=["neck"],
        starts_on=_day(stage, -12),
        ends_on=_day(stage, 16),
        how_it_came=HowItCame.CALL,
        created_at=_evening(stage, client, -12),
    )


def _earlier_goal(stage: Stage, client: Client) -> None:
    Goal.objects.create(
        client=client,
        text="Sit through a film without getting up",
        status=Goal.Status.REACHED,
        status_changed_at=_evening(stage, client, -26),
        created_at=_evening(stage, client, -82),
    )
