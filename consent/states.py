"""The states of a consent, and why one in force may not be used for now: each reason stands here once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from practitioners.models import Practitioner

if TYPE_CHECKING:
    from consent.models import ConsentGrant


class GrantState(StrEnum):
    """Derived from what is stored, at the moment of reading."""

    REQUESTED = "requested"
    GIVEN = "given"  # live
    PAUSED = "paused"  # the practitioner's address is another than the client agreed to
    SUSPENDED = "suspended"  # the practitioner is
    UNCONFIRMED = "unconfirmed"  # a backup was restored, and whether it was withdrawn since is not known
    REPLACED = "replaced"
    LAPSED = "lapsed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


# An earlier mailbox objects to the practitioner's address, and the client has not overruled that
# (of one consent: ConsentGrant.address_is_disputed).
DISPUTED = Q(Exact(Lower("practitioner__disowned_address"), Lower("practitioner__email"))) & ~Q(
    Exact(Lower("overruled_address"), Lower("practitioner__email"))
)
# The practitioner still has the address that was agreed to, undisputed (of one consent: ConsentGrant.address_holds).
_ADDRESS_HOLDS = Q(Exact(Lower("for_address"), Lower("practitioner__email"))) & ~DISPUTED


def _is_suspended(grant: "ConsentGrant") -> bool:
    practitioner: Practitioner = grant.practitioner
    return practitioner.is_suspended


def _is_unconfirmed(grant: "ConsentGrant") -> bool:
    since: datetime | None = grant.unconfirmed_since
    return since is not None


@dataclass(frozen=True)
class Block:
    """A reason for which a consent in force may not be used: which rows it is true of, and whether of one."""

    state: GrantState
    rows: Q
    applies_to: Callable[["ConsentGrant"], bool]


SUSPENDED = Block(
    GrantState.SUSPENDED,
    Q(practitioner__verification__in=Practitioner.Verification.out_of_network()),
    _is_suspended,
)
UNCONFIRMED = Block(GrantState.UNCONFIRMED, Q(unconfirmed_since__isnull=False), _is_unconfirmed)
PAUSED = Block(GrantState.PAUSED, ~_ADDRESS_HOLDS, lambda grant: not grant.address_holds)
BLOCKS = (SUSPENDED, UNCONFIRMED, PAUSED)  # a consent is in the state of the first that applies


def blocked_rows() -> Q:
    """Those of the consents in force that may not be used."""
    return reduce(or_, (block.rows for block in BLOCKS))


def block_of(grant: "ConsentGrant") -> Block | None:
    return next((block for block in BLOCKS if block.applies_to(grant)), None)
