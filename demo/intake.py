"""Demo intake and readiness: who was screened, and who has answered the questions for themselves."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from careplan.models import ReadinessScreening
from careplan.named import Named
from careplan.own_intake import keep_people, keep_words, mark_read, send_questions
from careplan.readiness import a_year_after
from clients.models import Client
from demo.stage import Stage
from practitioners.models import Discipline

Screen, Outcome = ReadinessScreening.Screen, ReadinessScreening.Outcome

# Who stands otherwise than cleared: (screening, outcome, days ago); None for who was never screened.
SCREENED: dict[str, tuple[str, str, int] | None] = {
    "Hannah Fraser": (Screen.PAR_Q_PLUS, Outcome.CLEARED, 379),
    "Lucy MacLeod": None,
    "Diego Morales": (Screen.PAR_Q_PLUS, Outcome.REFER_FIRST, 6),
    "George Papadakis": (Screen.GET_ACTIVE, Outcome.WITH_LIMITS, 84),
    "Samir Haddad": (Screen.GET_ACTIVE, Outcome.CLEARED, 345),
}
# Who has answered: (sees a physio or an RMT, hopes, people as (name, discipline, clinic, for what, days ago)).
ANSWERED: dict[str, tuple[str, str, list[tuple[str, str, str, str, int]]]] = {
    "Grace Bennett": (
        "yes",
        "That I can pick up my grandchildren and not pay for it the next day.",
        [("Dana Whitfield", "physiotherapist", "Harbour Physiotherapy", "my back", 120)],
    ),
    "Mei Lin Zhao": (
        "not-sure",
        "To swim a full length without stopping, and to sit at my desk without a headache.",
        [
            ("Dr. Adaeze Obi", "physician", "Queen West Family Practice", "tension headaches", 400),
            ("Paulo", "", "", "acupuncture now and then", 0),
        ],
    ),
}
READ = {"Grace Bennett"}
ASKED = "Hannah Fraser"  # the questions are in her mail


def add_intake(stage: Stage, client: Client) -> None:
    if client.confirmed_at is None:
        return
    _add_screening(stage, client)
    if client.name in ANSWERED:
        _add_answers(stage, client)
    if client.name == ASKED:
        send_questions(client, key=UUID(int=stage.random.getrandbits(128)))


def _add_screening(stage: Stage, client: Client) -> None:
    screened = SCREENED.get(client.name, (Screen.PAR_Q_PLUS, Outcome.CLEARED, 60 + len(client.name) * 7))
    if screened is None:
        return
    screen, outcome, days_ago = screened
    day = stage.today - timedelta(days=days_ago)
    ReadinessScreening.objects.create(
        client=client,
        screen=screen,
        outcome=outcome,
        screened_on=day,
        lapses_on=a_year_after(day),
        recorded_by=client.lead_trainer,
        created_at=timezone.now() - timedelta(days=days_ago),
    )


def _add_answers(stage: Stage, client: Client) -> None:
    sees, hopes, people = ANSWERED[client.name]
    disciplines = {discipline.code: discipline for discipline in Discipline.objects.all()}
    keep_words(client, link=None, sees_practitioner=sees, expectations=hopes)
    named = [
        Named(
            name,
            disciplines.get(discipline),
            clinic,
            for_what,
            stage.today - timedelta(days=days_ago) if days_ago else None,
        )
        for name, discipline, clinic, for_what, days_ago in people
    ]
    keep_people(client, named, link=None)
    if client.name in READ:
        mark_read(client, until=timezone.now())
