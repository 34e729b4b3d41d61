"""Who refers from a trainer's public page proves their mailbox by a code. Until then nothing is sent to anybody else."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.mailbox_counts import count_mail
from accounts.mailed_codes import mail_of_code, standing_code
from accounts.models import User
from accounts.proving_codes import CodeRequest, mail_code, require_deliverable
from outbox.suppression import address_confirmed
from practitioners.models import Clinic, Discipline, Practitioner, TrainerProfile
from practitioners.network import add_practitioner, at_address, find_practitioner
from referrals.incoming import Suggestion, suggest
from referrals.incoming_mail import SENDER_CODE
from referrals.models import IncomingReferral, SenderCode
from web.codes import CodeMail, take_guess

MOST_SUGGESTIONS = 5  # that wait for one code: somebody who types several before looking into the mailbox


@dataclass(frozen=True)
class Sender:
    """A practitioner as they name themselves."""

    name: str
    email: str
    discipline: str  # its code
    clinic: str = ""


@dataclass(frozen=True)
class Entry:
    """What came of a code that was typed: who it is and what they referred, or how many tries are left."""

    practitioner: Practitioner | None
    tries_left: int
    referrals: tuple[IncomingReferral, ...] = ()


class SuspendedError(Exception):
    """Whoever has this mailbox is suspended from the network and refers nobody."""


@transaction.atomic
def send_code(
    sender: Sender,
    suggestion: Suggestion,
    *,
    key: UUID,
    trainer: User,
    browser: str,
    is_known: bool,
    now: datetime | None = None,
) -> CodeRequest:
    """Mails the sender a code that sends the suggestion off; what they type before they enter it waits for the same one.

    `browser` is a secret of the browser's, `key` the form's. Raises TooManyError or UndeliverableError.
    """
    require_deliverable(sender.email)
    moment = now or timezone.now()
    waiting = {str(key): asdict(suggestion) | {"trainer": str(trainer.pk)}}
    codes = SenderCode.objects.all()
    earlier = standing_code(codes.select_for_update(), SENDER_CODE, sender.email, browser=browser, now=moment)
    if earlier and _add(earlier, sender, waiting):
        return CodeRequest(earlier.created_at, is_new=False)
    count_mail(sender.email, is_known=is_known, now=moment)
    content = {"sender": asdict(sender), "suggestions": waiting}
    return mail_code(codes, SENDER_CODE, sender.email, content, browser=browser, now=moment)


def _add(row: SenderCode, sender: Sender, waiting: dict[str, Any]) -> bool:
    """Puts it with what waits for the code already; False where that is as much as may."""
    suggestions = row.content["suggestions"] | waiting
    if len(suggestions) > MOST_SUGGESTIONS:
        return False
    row.content = {"sender": asdict(sender), "suggestions": suggestions}
    row.save(update_fields=["content"])
    return True


def mail_of_sender_code(browser: str, *, now: datetime | None = None) -> CodeMail:
    return mail_of_code(SenderCode.objects.all(), SENDER_CODE, browser, now=now)


@transaction.atomic
def enter_code(code: str, *, browser: str, now: datetime | None = None) -> Entry:
    """Takes one try; the right code proves the mailbox and sends off what waited for it.

    A trainer whose page went off meanwhile, or takes nobody, is sent nothing. Raises SuspendedError or
    TooManySuggestionsError.
    """
    moment = now or timezone.now()
    guess = take_guess(SenderCode.objects.all(), code, browser=browser, now=moment)
    if guess.row is None:
        return Entry(None, guess.tries_left)
    sender = Sender(**guess.row.content["sender"])
    address_confirmed(sender.email)
    practitioner = _practitioner_of(sender)
    sent = [
        suggest(Suggestion(**values), practitioner=practitioner, trainer=trainer, key=UUID(key), now=moment)
        for key, trainer, values in _waiting(guess.row)
    ]
    return Entry(practitioner, 0, tuple(sent))


def _waiting(row: SenderCode) -> list[tuple[str, User, dict[str, str]]]:
    """What waited for the code, for trainers whose page is still on (one query)."""
    suggestions = {key: dict(values) for key, values in row.content["suggestions"].items()}
    addressed = {values["trainer"] for values in suggestions.values()}
    profiles = TrainerProfile.objects.public().filter(trainer__in=addressed, takes_new_clients=True)
    trainers = {str(profile.trainer_id): profile.trainer for profile in profiles}
    return [
        (key, trainers[of], values) for key, values in suggestions.items() if (of := values.pop("trainer")) in trainers
    ]


def _practitioner_of(sender: Sender) -> Practitioner:
    """Who of the network it is: the one of that name at the mailbox, the only one who reads it, or somebody new."""
    known = find_practitioner(sender.name, sender.email) or _only_reader(sender.email)
    if known and known.is_suspended:
        raise SuspendedError
    return known or add_practitioner(
        Practitioner(
            name=sender.name,
            email=sender.email,
            discipline=Discipline.objects.get(code=sender.discipline),
            clinic=_clinic(sender.clinic),
        ),
        by=None,
    )


def _only_reader(email: str) -> Practitioner | None:
    readers = at_address(email)
    return readers[0] if len(readers) == 1 and not readers[0].mailbox_is_shared else None


def _clinic(name: str) -> Clinic | None:
    if not name:
        return None
    return Clinic.objects.filter(name__iexact=name).first() or Clinic.objects.create(name=name)
