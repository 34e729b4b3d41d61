"""What becomes of referrals to a trainer who leaves the practice: the practitioners are told, and none waits for nobody."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from practitioners.models import TrainerProfile
from referrals.incoming import end_for_leaving, lock_incoming
from referrals.incoming_mail import tell_practitioner
from referrals.incoming_moves import decline
from referrals.models import IncomingReferral, TaskStatus
from referrals.reasons import Reason
from referrals.workflow import Party, record_note

S = TaskStatus
OTHERS_SHOWN = 5
_BEGUN = (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)
_OPEN = (S.DRAFT, S.REQUESTED, *_BEGUN)


@transaction.atomic
def settle_waiting_for(trainer: User) -> int:
    """Ends what no client of theirs stands behind yet, as its client agreed to this trainer alone; gives how many.

    What a client of theirs has begun goes to whoever takes over the client; the practitioner is told so.
    """
    moment = timezone.now()
    mine = IncomingReferral.objects.filter(
        Q(client=None, trainer=trainer) | Q(client__lead_trainer=trainer), status__in=_OPEN
    )
    waiting = [lock_incoming(incoming) for incoming in mine.order_by("pk")]
    for incoming in waiting:
        if incoming.client_id and incoming.status in _BEGUN:
            record_note(incoming, by=Party(trainer.name, "recipient"), text=Reason.TRAINER_LEFT, now=moment)
            tell_practitioner(incoming)
        elif incoming.status == S.REQUESTED and not incoming.client_id:
            decline(incoming, by=trainer, why=Reason.TRAINER_LEFT, now=moment)
        elif not incoming.client_id:
            end_for_leaving(incoming, now=moment)
    return len(waiting)


def has_left(trainer: User) -> bool:
    return not (trainer.is_active and trainer.is_trainer)


def others_to_refer_to(incoming: IncomingReferral) -> list[TrainerProfile]:
    """Where the trainer has left: a few others of the practice whose page is on and who take clients (one query)."""
    if not has_left(incoming.recipient):
        return []
    open_pages = TrainerProfile.objects.public().filter(takes_new_clients=True)
    return list(open_pages.order_by("trainer__name", "pk")[:OTHERS_SHOWN])
