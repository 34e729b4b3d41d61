"""What homework has to tell on Today (clients/today.py): pain that is up, and answers that stopped coming."""

from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as say, gettext_lazy as _

from accounts.models import User
from careplan.models import HomePause, Prescription
from careplan.models.period import touching
from careplan.prescriptions import StoppedMeanwhileError
from clients.models import Client, ContactNote
from clients.timeline import Page
from clients.today import Act, Group, Line, Reading, Section, Source, day_ago, day_of
from homework.concerns import FIGURES, GAP, Figures, open_concerns
from homework.follow_up import MOST_LETTERS
from homework.models import FollowUp, HomeworkCheckIn
from homework.progression import NotReadyError, ready_steps, step_up, take_back_step
from web.keys import key_like
from web.once import get_or_create_by_key
from web.words import data_words

_TITLES = {
    "pain-up": _("Pain is up"),
    "over-limit": _("Pain is over the limit"),
    "left-out": _("Left homework out because of pain"),
}
_concerns = open_concerns()
_at_home = Prescription.objects.filter(
    touching(day_ago(), day_ago()),  # type: ignore[arg-type]
    client=OuterRef("client"),
    stopped_at=None,
).at_home()
_spoken = ContactNote.objects.filter(client=OuterRef("client"), at__gte=OuterRef("noticed_at"))
_quiet = FollowUp.objects.filter(Exists(_at_home), ~Exists(_spoken), quiet_since__isnull=False)
_is_asked_to_speak = Q(letters=MOST_LETTERS)


def _concern_in_words(figures: str, _reading: Reading) -> str:
    return Figures.unpack(figures).in_words()


def _called(client: Client, key: UUID, trainer: User) -> str:
    """Notes a call about a day's pain, once."""
    _require_check_in(client, key)
    return _note_call(client, key_like(key, "called"), trainer)


def _take_back_call(client: Client, key: UUID) -> None:
    _require_check_in(client, key)
    ContactNote.objects.filter(client=client, pk=key_like(key, "called")).delete()


def _asked(client: Client, key: UUID, trainer: User) -> str:
    """Notes that the client was asked how homework goes, once a day."""
    _require_self(client, key)
    return _note_call(client, _asked_key(client), trainer)


def _take_back_asking(client: Client, key: UUID) -> None:
    _require_self(client, key)
    ContactNote.objects.filter(client=client, pk=_asked_key(client)).delete()


def _require_check_in(client: Client, key: UUID) -> None:
    if not HomeworkCheckIn.objects.filter(prescription__client=client, pk=key).exists():
        raise Http404


def _require_self(client: Client, key: UUID) -> None:
    """The key of a row about a client is the client's own."""
    if key != client.pk:
        raise Http404


def _asked_key(client: Client) -> UUID:
    return key_like(client.pk, f"asked:{timezone.localdate()}")


def _note_call(client: Client, key: UUID, trainer: User) -> str:
    values = {"kind": ContactNote.Kind.CALLED, "by": trainer}
    get_or_create_by_key(ContactNote, key, owner={"client": client}, values=values)
    return say("Noted among the contacts with %(name)s.") % {"name": client.name}


def _step_in_words(packed: str, _reading: Reading) -> str:
    exercise, now, then, pain = packed.split(GAP)
    return say("%(exercise)s: from %(now)s to %(then)s, since pain at home was at most %(pain)s.") % {
        "exercise": data_words(exercise),
        "now": now,
        "then": then,
        "pain": pain,
    }


def _step_up(client: Client, key: UUID, trainer: User) -> str:
    prescription = get_object_or_404(Prescription, client=client, pk=key)
    try:
        step = step_up(client, prescription, by=trainer)
    except (NotReadyError, StoppedMeanwhileError):
        raise Http404 from None
    return say("Stepped up: %(exercise)s, %(dose)s.") % {"exercise": step.exercise.name, "dose": step.dose}


def _take_step_back(client: Client, key: UUID) -> None:
    take_back_step(client, get_object_or_404(Prescription, client=client, pk=key))


def _as_text(field: str) -> Cast:
    return Cast(field, CharField())


_STEP = Concat(
    "exercise__source_name",
    Value(GAP),
    _as_text("amount"),
    Value(GAP),
    Cast(F("amount") + F("progress_by"), CharField()),
    Value(GAP),
    _as_text("progress_pain"),
    output_field=CharField(),
)

SOURCES = [
    Source(
        group=Group.HOMEWORK,
        section=Section.YOU,
        urgency=3,
        rows=ready_steps(day_ago),
        topic="step-up",
        practitioner="practitioner_id",
        since="created_at",
        words=_STEP,
        words_in_full=_step_in_words,
        lines={
            "step-up": Line(
                _("%(who)s’s condition for the next step holds"),
                _("Confirm the step"),
                Page(name="overview"),
                Act(_step_up, _take_step_back),
            )
        },
    ),
    Source(
        group=Group.HOMEWORK,
        section=Section.NOW,
        urgency=4,
        rows=_concerns,
        client="prescription__client",
        topic="pain",
        subject="prescription__client_id",
        since="answered_at",
        code=Case(
            When(answer=HomeworkCheckIn.Answer.SKIPPED, then=Value("left-out")),
            When(pain__gt=F("limit"), then=Value("over-limit")),
            default=Value("pain-up"),
        ),
        words=FIGURES,
        words_in_full=_concern_in_words,
        remark="note",
        lines={
            code: Line(title, _("I have called"), Page(name="prepare"), Act(_called, _take_back_call))
            for code, title in _TITLES.items()
        },
    ),
    Source(
        group=Group.HOMEWORK,
        section=Case(When(_is_asked_to_speak, then=Section.YOU), default=Section.OTHERS),
        urgency=Case(When(_is_asked_to_speak, then=3), default=6),
        rows=_quiet,
        topic="homework",
        subject="client_id",
        key="client_id",
        since="noticed_at",
        code=Case(When(_is_asked_to_speak, then=Value("speak-homework")), default=Value("quiet-homework")),
        lines={
            "quiet-homework": Line(
                _("Homework has gone quiet"),
                _("I have asked them"),
                Page("clients:contacts"),
                Act(_asked, _take_back_asking),
            ),
            "speak-homework": Line(
                _("No answer to three mails about homework: speak with them"),
                _("I have spoken with them"),
                Page("clients:contacts"),
                Act(_asked, _take_back_asking),
            ),
        },
    ),
    Source(
        group=Group.HOMEWORK,
        section=Section.OTHERS,
        urgency=7,
        rows=HomePause.objects.open_on(day_of()).filter(by_trainer=None),  # type: ignore[arg-type]
        topic="homework-paused",
        since="said_at",
        lines={
            "homework-paused": Line(_("Has paused the exercises at home"), _("See the pause"), Page("homework:plan"))
        },
    ),
]
