"""A trainer's public page: its address, and what becomes of it when it is changed."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from practitioners.models import CertificationLookUp, TrainerProfile
from web.keys import uuid7
from web.uploads import Upload

CERTIFICATION = {"certification", "certification_number"}


def profile_of(trainer: User) -> TrainerProfile:
    """The trainer's own profile; a new one, that is not saved yet, for who has none (one or two queries)."""
    return TrainerProfile.objects.filter(trainer=trainer).first() or TrainerProfile(
        trainer=trainer, slug=_free_slug(trainer.name)
    )


def save_profile(profile: TrainerProfile, *, changed: set[str]) -> None:
    """Saves what the trainer changed; a certification that is another one by now is no longer looked up."""
    if changed & CERTIFICATION:
        profile.verified_on = profile.verified_by = None
    profile.save()


@transaction.atomic
def look_up_certification(
    profile: TrainerProfile, *, is_found: bool, on: date, by: User, note: str = "", evidence: Upload | None = None
) -> CertificationLookUp:
    """Keeps what an admin found of the certification as it stands now; the trainer's page says it from then on."""
    profile = TrainerProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    profile.verified_on, profile.verified_by = (on, by) if is_found else (None, None)
    profile.save(update_fields=["verified_on", "verified_by"])
    look_up = CertificationLookUp(
        profile=profile,
        certification=profile.certification,
        certification_number=profile.certification_number,
        is_found=is_found,
        looked_up_on=on,
        note=note,
        by=by,
    )
    look_up.attach(evidence)
    look_up.save(force_insert=True)
    return look_up


def _free_slug(name: str) -> str:
    slug = slugify(name)[:60] or "trainer"
    is_taken = TrainerProfile.objects.filter(slug=slug).exists()
    return f"{slug}-{uuid7().hex[-6:]}" if is_taken else slug
