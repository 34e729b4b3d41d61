"""A referral as it would be, for a look at the very page that the practitioner would open. Nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from consent.grants import end_of
from consent.models import ConsentGrant, GrantScope, Purpose, Scope
from consent.wording import WORDING_VERSION
from practitioners.models import Practitioner
from referrals.attempts import ConsentTerms, Need, live_grant
from referrals.models import Attempt, Referral


@contextmanager
def would_be(
    client: Client, practitioner: Practitioner, *, by: User, need: Need, terms: ConsentTerms | None
) -> Iterator[Attempt]:
    """The attempt as it would stand once the client had agreed to `terms`; it is undone at the end of the block."""
    now = timezone.now()
    with transaction.atomic():
        grant = live_grant(client, practitioner, now=now) or _agreed(client, practitioner, by, terms, now)
        referral = Referral.objects.create(
            client=client, requester=by, discipline=practitioner.discipline, **vars(need)
        )
        yield Attempt.objects.create(
            referral=referral, practitioner=practitioner, grant=grant, status=Attempt.Status.REQUESTED
        )
        transaction.set_rollback(True)


def _agreed(
    client: Client, practitioner: Practitioner, by: User, terms: ConsentTerms | None, now: datetime
) -> ConsentGrant:
    wanted = terms or ConsentTerms()
    grant = ConsentGrant.objects.create(
        client=client,
        practitioner=practitioner,
        for_address=practitioner.email,
        purpose=Purpose.REFERRAL,
        ends_at=end_of(wanted.until(client, now=now), client),
        wording_version=WORDING_VERSION,
        language=client.language,
        requested_by=by,
        requested_at=now,
        given_at=now,
    )
    scopes = {*wanted.scopes, Scope.REFERRAL}
    GrantScope.objects.bulk_create(GrantScope(grant=grant, scope=scope, is_given=True) for scope in scopes)
    return grant
