"""A trainer's public page: its address, and what becomes of it when it is changed."""

from django.utils.text import slugify

from accounts.models import User
from practitioners.models import TrainerProfile
from web.keys import uuid7

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


def _free_slug(name: str) -> str:
    slug = slugify(name)[:60] or "trainer"
    is_taken = TrainerProfile.objects.filter(slug=slug).exists()
    return f"{slug}-{uuid7().hex[-6:]}" if is_taken else slug
