"""Reminders about consent: to the client of a question, to the practitioner of what the client let the trainer ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from careplan.models import Question
from clients.links import address
from clients.mail import sender_of
from clients.models import Client, ClientLink
from clients.nudges import make_links, turn_of
from consent.models import ConsentGrant
from consent.states import GrantState
from outbox.nudges import Item, NudgeKind, Turn, Waiting, register
from practitioners.models import Practitioner
from practitioners.nudges import turn_of as turn_of_practitioner
from web.pages import page_address

ASKED = "consent.asked"
QUESTION = "consent.question"


# --- the client has still to say yes or no --------------------------------------------------


def _unanswered(nudges: Sequence[Waiting]) -> dict[UUID, ConsentGrant]:
    """Open questions to somebody whom they reach, about a practitioner who may still be shared with."""
    questions = ConsentGrant.objects.not_ended().filter(
        pk__in=[nudge.subject_id for nudge in nudges],
        given_at=None,
        renews=None,  # silence is an answer there: it ends by itself
        client__status=Client.Status.ACTIVE,
    )
    questions = questions.exclude(practitioner__verification__in=Practitioner.Verification.out_of_network())
    grants = questions.select_related("client__lead_trainer", "practitioner")
    return {grant.pk: grant for grant in grants if grant.state == GrantState.REQUESTED}


def _asked_turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {key: turn_of(grant.client) for key, grant in _unanswered(nudges).items()}


def _asked_links(nudges: Sequence[Waiting], now: datetime) -> dict[UUID, str]:
    grants = _unanswered(nudges)
    latest = max((grant.ends_at for grant in grants.values()), default=now)
    links = ((key, grant.client, ClientLink.Purpose.CONSENT, key) for key, grant in grants.items())
    return make_links(links, expires_at=latest)


def _asked_items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {key: _asked_item(grant, tokens[key]) for key, grant in _unanswered(nudges).items() if key in tokens}


def _asked_item(grant: ConsentGrant, token: str) -> Item:
    trainer = grant.client.lead_trainer
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name}
    names["day"] = date_format(grant.requested_at.astimezone(grant.client.zone), "MONTH_DAY_FORMAT")
    asks = (
        _("%(trainer)s asked you on %(day)s whether %(practitioner)s may tell them something that helps to train you.")
        if grant.is_record_request
        else _("%(trainer)s asked you on %(day)s whether they may share something with %(practitioner)s.")
    )
    return Item(
        subject=_("A question from %(trainer)s waits for you") % names,
        sentence=" ".join([asks % names, _("You choose what, if anything; a no is an answer too.")]),
        act=_("Answer about %(practitioner)s") % names,
        address=address("consent:answer_consent", token),
        **sender_of(trainer),
    )


# --- the practitioner has still to answer a question ----------------------------------------


def _open_questions(nudges: Sequence[Waiting]) -> dict[UUID, Question]:
    """Those without an answer, to a practitioner with whom a consent stands that may be used."""
    live = ConsentGrant.objects.live().filter(client=OuterRef("client"), practitioner=OuterRef("practitioner"))
    questions = Question.objects.filter(
        Exists(live), pk__in=[nudge.subject_id for nudge in nudges], answered_at=None, asked_by__is_active=True
    )
    return {question.pk: question for question in questions.select_related("practitioner__clinic", "asked_by")}


def _question_turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {
        key: turn_of_practitioner(question.practitioner, client_id=question.client_id)
        for key, question in _open_questions(nudges).items()
    }


def _question_items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    still_open = _open_questions(nudges).items()
    return {key: _question_item(question, question.asked_by) for key, question in still_open if question.asked_by}


def _question_item(question: Question, trainer: User) -> Item:
    names = {"trainer": trainer.name, "day": date_format(question.asked_at)}
    return Item(
        subject=_("A question from %(trainer)s waits for you") % names,
        sentence=_("%(trainer)s asked you something on %(day)s about a client who shares with you.") % names,
        act=_("Read and answer the question from %(trainer)s") % names,
        address=page_address("enter"),
        **sender_of(trainer),
    )


def register_nudges() -> None:
    register(
        NudgeKind(
            ASKED,
            turns=_asked_turns,
            items=_asked_items,
            links=_asked_links,
            today=gettext_lazy("Has not answered whether something may be shared"),
        )
    )
    register(
        NudgeKind(
            QUESTION,
            turns=_question_turns,
            items=_question_items,
            today=gettext_lazy("Has not answered your question"),
        )
    )
