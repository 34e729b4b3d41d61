"""Whom practitioners have referred to Ana: one who has not answered, one who waits for her, and one who trains."""

from datetime import timedelta

from django.utils import timezone

from clients.models import Client
from demo.people import SIGNED_IN_CLIENT, SIGNED_IN_PRACTITIONER, mailbox
from demo.stage import Stage
from referrals import incoming_moves as moves
from referrals.incoming import Suggestion, agree, suggest
from referrals.models import IncomingReferral
from web.keys import mailbox_pseudonym


def add_referred_in(stage: Stage) -> None:
    now = timezone.now()
    ana, physio = stage.trainers[0], stage.practitioners[SIGNED_IN_PRACTITIONER]
    for name, reason in (("Selma", IncomingReferral.Reason.BEGIN), ("Rafael", IncomingReferral.Reason.RETURN)):
        suggestion = Suggestion(first_name=name, email=mailbox(name), language="en", reason=reason)
        incoming = suggest(suggestion, practitioner=physio, trainer=ana, now=now - timedelta(days=2))
        if name == "Rafael":
            agree(incoming, now=now - timedelta(days=1))
    grace = Client.objects.get(name=SIGNED_IN_CLIENT)
    trains = IncomingReferral.objects.create(
        practitioner=physio,
        trainer=ana,
        client=grace,
        first_name=grace.first_name,
        mailbox=mailbox_pseudonym(grace.email),
        reason=IncomingReferral.Reason.RETURN,
        status=IncomingReferral.Status.ACCEPTED,
        status_since=now - timedelta(days=60),
        confirmed_at=now - timedelta(days=62),
        created_at=now - timedelta(days=63),
        business_status="we-call",
        business_since=now - timedelta(days=60),
    )
    moves.move_on(trains, to=IncomingReferral.Status.IN_PROGRESS, by=ana, now=now - timedelta(days=50))
    moves.report(trains, by=ana, progress="as-planned", now=now - timedelta(days=20))
