"""Whom a client can be referred to: found by search, the client's own and the trainer's trusted ones first."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.models import User
from careplan.models import CareTeamMember
from clients.models import Client
from practitioners.lanes import TRAINER
from practitioners.models import Practitioner, PractitionerQuerySet, TrustedPractitioner, usual_wait
from practitioners.search import ANYBODY, Wanted, narrowed
from referrals.coverage import Coverage
from referrals.models import Attempt
from referrals.workflow import ENDS

SHOWN = 10
CAN_TAKE_SOMEBODY = Q(verification=Practitioner.Verification.VERIFIED, takes_new_clients=True)
BY_WAIT = (usual_wait(), "name", "pk")


@dataclass(frozen=True)
class Recipients:
    """What a search finds: at most ten, and whether there are more."""

    rows: list[Practitioner]
    has_more: bool

    def note_coverage(self, coverage: Coverage) -> None:
        """Gives each row `coverage`: what the client's plans pay there."""
        for practitioner in self.rows:
            practitioner.coverage = coverage.words_for(practitioner.discipline_id)  # type: ignore[attr-defined]


def recipients(client: Client, trainer: User) -> PractitionerQuerySet:
    """All whom the trainer can refer the client to, each with `is_own`, `is_trusted` and `open_attempt`.

    Verified ones who take new clients; of the client's own care team anybody who is not suspended. `open_attempt` is
    the key of this client's referral to them that is not at its end, or None.
    """
    team = CareTeamMember.objects.filter(client=client, practitioner=OuterRef("pk"), left_on=None)
    trusted = TrustedPractitioner.objects.filter(trainer=trainer, practitioner=OuterRef("pk"))
    still_open = Attempt.objects.filter(referral__client=client, practitioner=OuterRef("pk")).exclude(status__in=ENDS)
    rows = Practitioner.objects.in_network().exclude(discipline__code=TRAINER)
    rows = rows.annotate(
        is_own=Exists(team), is_trusted=Exists(trusted), open_attempt=Subquery(still_open.values("pk")[:1])
    )
    return rows.filter(Q(is_own=True) | CAN_TAKE_SOMEBODY)


def find_recipients(client: Client, trainer: User, wanted: Wanted = ANYBODY) -> Recipients:
    """The ten who fit best: the client's own, then trusted ones, then those with the shortest wait (three queries).

    The first two kinds are few; of the others an index gives the first ten, however large the network is.
    """
    rows = narrowed(recipients(client, trainer), wanted)
    keys = _keys_of_known(client, trainer)
    known = rows.filter(pk__among=keys).order_by(F("is_own").desc(), F("is_trusted").desc(), *BY_WAIT)
    fitting = list(known[: SHOWN + 1])
    others = rows.filter(CAN_TAKE_SOMEBODY).exclude(pk__among=keys).order_by(*BY_WAIT)
    fitting += others[: SHOWN + 1 - len(fitting)]
    return Recipients(fitting[:SHOWN], len(fitting) > SHOWN)


def _keys_of_known(client: Client, trainer: User) -> set[UUID]:
    """Who is on the client's care team, or whom the trainer trusts."""
    team = CareTeamMember.objects.filter(client=client, left_on=None).exclude(practitioner=None)
    trusted = TrustedPractitioner.objects.filter(trainer=trainer)
    names = ("practitioner",)
    keys = team.order_by().values_list(*names).union(trusted.order_by().values_list(*names))
    return {key for (key,) in keys}
