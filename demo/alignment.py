"""Two practitioners who do not agree, and a board with marks, a question that waits and one that is answered."""

from datetime import timedelta

from django.utils import timezone

from careplan.models import CareTeamMember, Goal, Guidance, HowItCame, PlanLink, Prescription, Question
from clients.models import Client
from demo.stage import Stage
from practitioners.models import Practitioner

AT_ODDS = "Samir Haddad"
MIND = "Mind the left knee on stairs while it is swollen"
STAIRS = "Carry my son up the stairs"


def add_alignment(stage: Stage) -> None:
    """To Samir, whose physio rules out running, a chiropractor who asks for it."""
    client = Client.objects.get(name=AT_ODDS)
    physio, chiropractor = (stage.practitioners[name] for name in ("Dana Whitfield", "Erin Gallagher"))
    CareTeamMember.objects.create(client=client, practitioner=chiropractor, for_what="Lower back, since the winter")
    run = Goal.objects.get(client=client)
    stairs = Goal.objects.create(client=client, text=STAIRS, target_date=stage.today + timedelta(days=70))
    no_impact = Guidance.objects.get(client=client, practitioner=physio, kind=Guidance.Kind.DONT)
    quads = Prescription.objects.get(client=client, practitioner=physio)
    mind = _mind_the_knee(stage, client, physio)
    jog, rope = _runs_and_skipping(stage, client, chiropractor)
    marks: list[tuple[Goal, Guidance | Prescription, str]] = [
        (run, no_impact, "limits"),
        (run, jog, "supports"),
        (run, rope, "supports"),
        (stairs, quads, "supports"),
        (run, quads, "unclear"),
        (stairs, mind, "unclear"),
    ]
    for goal, goes_with, mark in marks:
        kind = "guidance" if isinstance(goes_with, Guidance) else "prescription"
        PlanLink.objects.create(goal=goal, **{kind: goes_with}, mark=mark, marked_by=client.lead_trainer)
    _ask_about(client, answered=(quads, run), waiting=(mind, stairs))


def _mind_the_knee(stage: Stage, client: Client, physio: Practitioner) -> Guidance:
    return Guidance.objects.create(
        client=client,
        practitioner=physio,
        kind=Guidance.Kind.CAUTION,
        text=MIND,
        patterns=["step"],
        regions=["knee"],
        side="left",
        until_next_visit=True,
        pain_limit=3,
        starts_on=stage.today - timedelta(days=9),
        how_it_came=HowItCame.LINK,
    )


def _runs_and_skipping(stage: Stage, client: Client, chiropractor: Practitioner) -> tuple[Guidance, Prescription]:
    """What the physio rules out, asked for in a letter."""
    asked_for = {
        "client": client,
        "practitioner": chiropractor,
        "starts_on": stage.today - timedelta(days=6),
        "how_it_came": HowItCame.LETTER,
    }
    jog = Guidance.objects.create(
        **asked_for,
        kind=Guidance.Kind.DO,
        text="Two easy runs of ten minutes a week, to keep the back moving",
        patterns=["run"],
    )
    rope = Prescription.objects.create(
        **asked_for,
        exercise=stage.exercises["Skipping rope"],
        sets=2,
        amount=30,
        where=Prescription.Where.SESSION,
    )
    return jog, rope


def _ask_about(client: Client, *, answered: tuple[Prescription, Goal], waiting: tuple[Guidance, Goal]) -> None:
    """What the trainer asked the physio: one question that is answered, and one that waits."""
    now = timezone.now()
    about = {"client": client, "practitioner": answered[0].practitioner, "asked_by": client.lead_trainer}
    Question.objects.create(
        **about,
        prescription=answered[0],
        goal=answered[1],
        text="You asked for this exercise: Terminal knee extension. Does it get him closer to running?",
        asked_at=now - timedelta(days=6),
        answer="Yes: once he can do three sets of fifteen without swelling, we start walk-run intervals.",
        answered_at=now - timedelta(days=4),
        read_at=now - timedelta(days=4),
    )
    Question.objects.create(
        **about,
        guidance=waiting[0],
        goal=waiting[1],
        text="You wrote: Caution, “Mind the left knee on stairs while it is swollen”. How much may he carry up?",
        asked_at=now - timedelta(days=2),
    )
