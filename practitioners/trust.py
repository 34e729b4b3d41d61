"""Who trusts whom: each side keeps a short list of their own; that both have done so is shown to both, and no more."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from practitioners.models import Practitioner, TrainerProfile, TrustedPractitioner, TrustedTrainer


@dataclass(frozen=True)
class Trust:
    """How somebody stands to another: their own entry of the list, and whether the other has one of them."""

    own: Any | None  # TrustedPractitioner or TrustedTrainer
    is_mutual: bool


def trust_of_trainer(trainer: User, practitioner: Practitioner) -> Trust:
    """As the trainer reads it (two queries; one where the practitioner is not on their list)."""
    own = TrustedPractitioner.objects.filter(trainer=trainer, practitioner=practitioner).first()
    theirs = TrustedTrainer.objects.filter(trainer=trainer, practitioner=practitioner)
    return Trust(own, own is not None and theirs.exists())


def trust_of_practitioner(practitioner: Practitioner, trainer: User) -> Trust:
    """As the practitioner reads it (two queries; one where the trainer is not on their list)."""
    own = TrustedTrainer.objects.filter(trainer=trainer, practitioner=practitioner).first()
    theirs = TrustedPractitioner.objects.filter(trainer=trainer, practitioner=practitioner)
    return Trust(own, own is not None and theirs.exists())


def trusted_practitioners(trainer: User) -> QuerySet[TrustedPractitioner]:
    """The trainer's own list, by name; whoever left the network is not on it (one query)."""
    mine = TrustedPractitioner.objects.filter(
        trainer=trainer, practitioner__in=Practitioner.objects.in_network().select_related(None)
    )
    return mine.select_related("practitioner__discipline", "practitioner__clinic").order_by("practitioner__name", "pk")


def trusted_trainers(practitioner: Practitioner) -> QuerySet[TrainerProfile]:
    """The pages of those whom the practitioner trusts and whose page is on, by name (one query)."""
    mine = TrustedTrainer.objects.filter(practitioner=practitioner).values("trainer")
    return TrainerProfile.objects.public().filter(trainer__in=mine).order_by("trainer__name", "pk")
