from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from web.models import KeyedModel, LineField


class Restore(KeyedModel):
    """A backup that was restored, sealed with a key that the database has not."""

    restored_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField()  # when the backup was
    backup = LineField(max_length=64)  # its SHA-256
    # Of the heads of the access log before (clients/access_heads.py), and how many looks they tell of that are gone.
    heads = LineField(max_length=64, blank=True)
    lost_events = models.PositiveIntegerField()
    seal = LineField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restore_after_backup", condition=models.Q(restored_at__gte=models.F("made_at"))
            )
        ]

    def sealed(self, key: str | None = None) -> str:
        """The seal with a secret key, the one of today unless given."""
        text = (
            f"{self.restored_at.isoformat()} {self.made_at.isoformat()} {self.backup} {self.heads} {self.lost_events}"
        )
        return salted_hmac("backups.restore", text, secret=key, algorithm="sha256").hexdigest()

    @property
    def is_genuine(self) -> bool:
        """Whether it was sealed with the secret key of today, or one that is still taken."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(constant_time_compare(self.seal, self.sealed(key)) for key in keys)

    def seal_anew(self) -> bool:
        """With the key of today; False where it is so already, or the row is not genuine and has to stay so."""
        if not self.is_genuine or self.seal == self.sealed():
            return False
        self.seal = self.sealed()
        self.save(update_fields=["seal"])
        return True
