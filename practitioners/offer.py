"""What somebody of the network offers: where, how soon, for how much, and whom they bill."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel, LineField
from web.words import StrOrPromise

LONGEST_WAIT_DAYS = 730
HIGHEST_FEE = Decimal(10_000)  # dollars
# Where somebody treats, in words; a practitioner may have several.
PLACES: dict[str, StrOrPromise] = {
    "treats_in_person": _("in person"),
    "treats_virtually": _("virtually"),
    "treats_at_home": _("home visits"),
}


def usual_wait() -> Coalesce:
    """The usual wait in days, to order by: not knowing is longer than the longest."""
    return Coalesce("usual_wait_days", Value(LONGEST_WAIT_DAYS + 1))


class Offer(KeyedModel):
    """The columns of a practitioner that they may change themselves."""

    languages = LineField(
        _("languages of treatment"), max_length=120, blank=True, help_text=_("Such as: English, French.")
    )
    takes_new_clients = models.BooleanField(_("takes new clients"), default=True)
    usual_wait_days = models.PositiveSmallIntegerField(
        _("usual wait for a first visit, in days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_WAIT_DAYS)],
    )
    booking_page = LineField(
        _("page on which a visit is booked"), max_length=300, blank=True, validators=[URLValidator(["https"])]
    )
    area = LineField(
        _("area served"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as: Leslieville and the Beaches, Toronto."),
    )
    treats_in_person = models.BooleanField(_("treats in person"), default=False, db_default=False)
    treats_virtually = models.BooleanField(_("treats virtually"), default=False, db_default=False)
    treats_at_home = models.BooleanField(_("makes home visits"), default=False, db_default=False)
    first_visit_fee = models.DecimalField(
        _("fee for a first visit"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(HIGHEST_FEE)],
    )
    direct_billing = LineField(
        _("insurers billed directly"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Their names with commas between them."),
    )
    # As a search compares them (web/search_text.py).
    area_text = LineField(max_length=400, blank=True, default="", db_default="", editable=False)
    direct_billing_text = LineField(max_length=200, blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    @property
    def places(self) -> list[StrOrPromise]:
        """Where they treat, in words; empty where nobody has told."""
        return [words for name, words in PLACES.items() if getattr(self, name)]
