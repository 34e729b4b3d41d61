"""Somebody asks to join on a public page. Nothing comes of it before a code has proven their mailbox.

The answer is the same whether or not somebody here has the address: who is there already stays as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.invitations import invite
from accounts.mailbox_counts import count_mail
from accounts.mailed_codes import mail_of_code, standing_code
from accounts.models import User
from accounts.proving_codes import CodeRequest, mail_code, require_deliverable
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from outbox.suppression import address_confirmed
from practitioners.events import PractitionerEvent
from practitioners.joining_records import JoinCode, TrainerApplication
from practitioners.models import Clinic, Discipline, Practitioner, TrainerProfile
from practitioners.network import add_practitioner, find_practitioner
from practitioners.profiles import profile_of
from web.codes import LIFE, CodeMail, take_guess

JOIN_CODE = "practitioners.join-code"
PRACTITIONER, TRAINER = "practitioner", "trainer"


class DecidedError(Exception):
    """The application was decided already, or somebody has an account at its address by now."""


@dataclass(frozen=True)
class Entry:
    """What came of a code that was typed: as what they asked to join, "" for a wrong one; and the tries left."""

    kind: str
    email: str
    tries_left: int


@transaction.atomic
def apply(
    kind: str, values: Mapping[str, str], *, browser: str, is_known: bool, now: datetime | None = None
) -> CodeRequest:
    """Mails a code; what is typed anew before it is entered takes the place of what was.

    Raises TooManyError or UndeliverableError.
    """
    email, moment = values["email"], now or timezone.now()
    require_deliverable(email)
    content = {"kind": kind, "values": dict(values)}
    earlier = standing_code(JoinCode.objects.select_for_update(), JOIN_CODE, email, browser=browser, now=moment)
    if earlier:
        earlier.content = content
        earlier.save(update_fields=["content"])
        return CodeRequest(earlier.created_at, is_new=False)
    count_mail(email, is_known=is_known, now=moment)
    return mail_code(JoinCode.objects.all(), JOIN_CODE, email, content, browser=browser, now=moment)


def mail_of_join_code(browser: str, *, now: datetime | None = None) -> CodeMail:
    return mail_of_code(JoinCode.objects.all(), JOIN_CODE, browser, now=now)


@transaction.atomic
def enter_code(code: str, *, browser: str, now: datetime | None = None) -> Entry:
    """Takes one try; the right code proves the mailbox, and the application stands on the admins' desk."""
    guess = take_guess(JoinCode.objects.all(), code, browser=browser, now=now or timezone.now())
    if guess.row is None:
        return Entry("", "", guess.tries_left)
    kind, values = guess.row.content["kind"], guess.row.content["values"]
    address_confirmed(values["email"])
    if kind == PRACTITIONER:
        _add_practitioner(values)
    else:
        _add_application(values)
    return Entry(kind, values["email"], 0)


def _add_practitioner(values: dict[str, str]) -> None:
    """Waits to be looked up; somebody of that name at that mailbox is there already, and one who is suspended stays so."""
    is_suspended = Practitioner.objects.filter(
        email__iexact=values["email"], verification=Practitioner.Verification.SUSPENDED
    ).exists()
    if is_suspended or find_practitioner(values["name"], values["email"]):
        return
    name = values["clinic_name"]
    clinic = (Clinic.objects.filter(name__iexact=name).first() or Clinic.objects.create(name=name)) if name else None
    practitioner = add_practitioner(
        Practitioner(
            name=values["name"],
            email=values["email"],
            phone=values["phone"],
            discipline=Discipline.objects.get(code=values["discipline"]),
            clinic=clinic,
            licence_number=values["licence_number"],
            register=values["register"],
        ),
        by=None,
    )
    PractitionerEvent.objects.create(
        practitioner=practitioner, what=PractitionerEvent.What.ADDED, note=_("Has applied from their own mailbox.")
    )


def _add_application(values: dict[str, str]) -> None:
    """One for each mailbox; nobody applies who has an account."""
    if User.objects.filter(email__iexact=values["email"]).exists():
        return
    waiting = TrainerApplication.objects.filter(state=TrainerApplication.State.WAITING, email__iexact=values["email"])
    if not waiting.exists():
        TrainerApplication.objects.create(**values)


# --- the admins' word ---------------------------------------------------------------------


@transaction.atomic
def invite_applicant(application: TrainerApplication, *, by: User, now: datetime | None = None) -> User:
    """An account for the trainer, and a page of theirs with what they wrote, which is off. Raises DecidedError."""
    current = _lock_waiting(application)
    if User.objects.filter(email__iexact=current.email).exists():
        raise DecidedError
    user = User(name=current.name, email=current.email, practice_name=current.practice_name, is_trainer=True)
    invite(user, by=by)
    profile: TrainerProfile = profile_of(user)
    for name in ("about", "area", "certification", "certification_number"):
        setattr(profile, name, getattr(current, name))
    profile.save()
    _decide(current, TrainerApplication.State.INVITED, by=by, now=now)
    return user


@transaction.atomic
def decline_applicant(application: TrainerApplication, *, by: User, now: datetime | None = None) -> None:
    """Nothing is mailed: the admin writes in words of their own. Raises DecidedError."""
    _decide(_lock_waiting(application), TrainerApplication.State.DECLINED, by=by, now=now)


def _lock_waiting(application: TrainerApplication) -> TrainerApplication:
    rows = TrainerApplication.objects.select_for_update(of=("self",))
    current = rows.filter(pk=application.pk, state=TrainerApplication.State.WAITING).first()
    if current is None:
        raise DecidedError
    return current


def _decide(application: TrainerApplication, state: str, *, by: User, now: datetime | None) -> None:
    application.state, application.decided_by, application.decided_at = state, by, now or timezone.now()
    application.save(update_fields=["state", "decided_by", "decided_at"])


# --- the mail -----------------------------------------------------------------------------


def write_join_code(message: Message, secrets: Secrets) -> EmailContent | None:
    minutes = int(LIFE.total_seconds()) // 60
    return EmailContent(
        subject=_("Your code for Carelane"),
        paragraphs=[
            _("Somebody has entered this address to join the network. If that was you, your code is:"),
            secrets["code"],
            _("It works for %(minutes)d minutes, in the browser in which it was asked for.") % {"minutes": minutes},
        ],
        after=[_("If it was not you, do nothing: without the code nothing comes of it.")],
    )


def register_mail() -> None:
    register(MailKind(JOIN_CODE, write_join_code, is_asked_for=True))
