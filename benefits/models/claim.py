"""What was claimed for one visit."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from benefits.models.plan import BenefitLine, money
from careplan.models import Visit
from practitioners.models import Practitioner
from web.models import DayField, KeyedModel, LineField


class Claim(KeyedModel):
    """A visit's fee and what the plan paid of it, as the client told us. What it was before a correction is kept."""

    line = models.ForeignKey(BenefitLine, on_delete=models.CASCADE, related_name="claims")
    date_of_service = DayField(_("date of the visit"))
    fee = money(_("fee"))
    paid = models.DecimalField(
        _("paid by the plan"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("with")
    )
    other_name = LineField(
        _("somebody else"), max_length=120, blank=True, default="", db_default=""
    )  # who is not in the network
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, editable=False)  # entered by mistake: counts no more
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        ordering = ["date_of_service", "id"]
        constraints = [
            models.CheckConstraint(name="claim_not_negative", condition=Q(paid__gte=0)),
            models.CheckConstraint(
                name="claim_paid_of_its_fee", condition=Q(fee=None, paid__gt=0) | Q(fee__gt=0, paid__lte=F("fee"))
            ),
            models.CheckConstraint(name="claim_with_one", condition=Q(practitioner=None) | Q(other_name="")),
            models.UniqueConstraint(
                fields=["line", "visit"], name="claim_once_for_a_visit", condition=Q(removed_at=None)
            ),
        ]

    @property
    def with_whom(self) -> str:
        """The name of whoever the visit was with; "" where nobody said."""
        return self.practitioner.name if self.practitioner else self.other_name
