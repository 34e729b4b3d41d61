"""An account is closed, and opened again: whoever left is out on the next request, and their clients are cared for."""

from datetime import datetime

from django.db import transaction

from accounts.events import record_event, tell
from accounts.leaving import tell_left
from accounts.models import AccountEvent, User
from accounts.sessions import end_all_sessions
from clients.access_log import Actor
from clients.handover import ask_successors, decline, take_back
from clients.models import Transfer


@transaction.atomic
def close_account(
    user: User, *, by: User | None, reason: str, otherwise: User | None, now: datetime | None = None
) -> None:
    """Ends every session and right to sign in; for a trainer, each client's successor, or `otherwise`, is asked.

    Questions whether this trainer takes over somebody end, so that somebody else can be asked.
    """
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user)
    tell(record_event(user, AccountEvent.What.CLOSED, by=by, reason=reason, now=now))
    open_questions = Transfer.objects.open().filter(to_trainer=user)
    for transfer in open_questions.select_related("client", "from_trainer", "to_trainer"):
        if transfer.state == Transfer.State.ASKED:
            decline(transfer)
        else:
            take_back(transfer)
    if user.is_trainer:
        tell_left(user)
    ask_successors(user, otherwise=otherwise, actor=Actor.user(by) if by else Actor.system())


@transaction.atomic
def open_account(user: User, *, by: User, reason: str) -> None:
    """Lets somebody sign in again. Clients who went to another trainer meanwhile stay there."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    tell(record_event(user, AccountEvent.What.OPENED, by=by, reason=reason))
