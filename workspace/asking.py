"""The trainer asks a practitioner something about a client who shares the team's notes with them."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from careplan import correspondence
from careplan.correspondence import About
from careplan.models import CareTeamMember, Guidance, Prescription
from clients.models import Client
from consent.mail import QUESTION
from consent.models import ConsentGrant, Direction, Scope
from consent.nudges import QUESTION as QUESTION_NUDGE
from outbox.enqueue import enqueue
from outbox.nudges import start_nudging
from practitioners.models import Practitioner

SHORT_WORDS = 12  # characters: less than that is no wording by which somebody is known


class NotSharedError(Exception):
    """The client shares no notes for the care team with this practitioner any more."""


class TellsOfOthersError(Exception):
    """The question has the name or the words of another practitioner, whose guidance is not shared with this one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def may_be_asked(client: Client, *, about: About | None = None) -> QuerySet[Practitioner]:
    """The practitioners with whom the client shares the trainer's notes for the care team: a question is one.

    About something that was asked for, only the one who did.
    """
    grants = _sharing(client, Scope.TEAM_NOTES)
    if about and about.instruction:
        grants = grants.filter(practitioner=about.instruction.practitioner_id)
    return Practitioner.objects.filter(grants__in=grants).select_related("discipline").distinct().order_by("name")


def _sharing(client: Client, scope: Scope) -> QuerySet[ConsentGrant]:
    """The client's live grants that open one scope."""
    return ConsentGrant.objects.live().filter(
        client=client,
        direction=Direction.SHARE,
        scopes__scope=scope,
        scopes__is_given=True,
        scopes__taken_back_at=None,
    )


def shares(client: Client, practitioner: Practitioner, scope: Scope) -> bool:
    """Whether the client shares one scope with a practitioner today (one query)."""
    return _sharing(client, scope).filter(practitioner=practitioner).exists()


@transaction.atomic
def ask(
    client: Client,
    *,
    practitioner: Practitioner,
    text: str,
    trainer: User,
    about: About | None = None,
    key: UUID | None = None,
) -> None:
    """Asks, with a mail that names no client; the same `key` twice asks once.

    Raises NotSharedError, and TellsOfOthersError where it would tell what the client does not share. What
    somebody asks for is a question to them alone.
    """
    if not may_be_asked(client, about=about).filter(pk=practitioner.pk).exists():
        raise NotSharedError
    if not shares(client, practitioner, Scope.GUIDANCE_OTHERS):
        _refuse_to_tell_of_others(client, practitioner, text)
    question, is_new = correspondence.ask(
        client, practitioner=practitioner, text=text, trainer=trainer, about=about, key=key
    )
    if is_new:
        enqueue(
            QUESTION,
            to=practitioner.email,
            dedupe_key=f"{QUESTION}:{question.pk}",
            language=practitioner.language,
            subject_id=question.pk,
            client_id=client.pk,
        )
        start_nudging(QUESTION_NUDGE, question.pk)


def _refuse_to_tell_of_others(client: Client, practitioner: Practitioner, text: str) -> None:
    told_in = _plain(text)
    for name, words in _words_of_others(client, practitioner):
        is_named = re.search(rf"(?<!\w){re.escape(_plain(name))}(?!\w)", told_in)
        if is_named or (len(words) >= SHORT_WORDS and _plain(words) in told_in):
            raise TellsOfOthersError(name)


def _words_of_others(client: Client, practitioner: Practitioner) -> Iterator[tuple[str, str]]:
    """Who else ever looked after them or asked for something, and in which words: (name, words) (three queries)."""
    of_others = Q(client=client) & ~Q(practitioner=practitioner)
    for model, fields in ((Guidance, ("text", "range_limit")), (Prescription, ("cues", "progression"))):
        for name, *fields_of_others in model.objects.filter(of_others).values_list("practitioner__name", *fields):
            yield from ((name, words) for words in fields_of_others)
    for member in CareTeamMember.objects.filter(of_others).select_related("practitioner"):
        if _plain(member.known_as) != _plain(practitioner.name):  # the same person, by name alone
            yield member.known_as, ""


def _plain(text: str) -> str:
    """Letters and single spaces alone matter."""
    return " ".join(text.casefold().split())


# --- a question that the alignment board suggests -------------------------------------------------


def suggested(about: About, *, shares_goals: bool) -> str:
    """The first wording of a question, for the trainer to change.

    It quotes what the practitioner asked for themselves, and the goal only where goals are shared with them; that
    somebody else asked for something else is not in it, nor that anybody did.
    """
    if about.instruction is None:
        return ""
    words = {"asked": _quoted(about.instruction), "goal": ""}
    if about.goal is None:
        return _("%(asked)s Is that still what you want? How far may we go, and what should I watch for?") % words
    if not shares_goals:
        return _("%(asked)s How does that go with what the client trains for? What may we do, and how far?") % words
    words["goal"] = Truncator(about.goal.text).chars(120)
    return (
        _("%(asked)s The goal is: “%(goal)s”. How do the two go together? What may we do towards it, and how far?")
        % words
    )


def _quoted(about: Guidance | Prescription) -> str:
    if isinstance(about, Prescription):
        return _("You asked for this exercise: %(name)s.") % {"name": about.exercise.name}
    words = {"kind": about.get_kind_display(), "text": Truncator(about.text).chars(200)}
    return _("You wrote: %(kind)s, “%(text)s”.") % words
