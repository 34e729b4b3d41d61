"""The reference of the network: disciplines, what is in the lane of each, and signs that are sent on."""

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel, LineField, LinesField
from web.words import data_words


def name_column() -> str:
    """Which column has a discipline's name in the language in use."""
    return "name_fr" if translation.get_language() == "fr" else "name_en"


class Discipline(KeyedModel):
    """A lane: what somebody of this discipline may ask of a client's training."""

    class MayRestrict(models.TextChoices):
        YES = "yes", _("yes")
        CAUTION_ONLY = "caution-only", _("cautions only")
        NO = "no", _("no")

    class MayPrescribe(models.TextChoices):
        YES = "yes", _("yes")
        SELF_CARE = "self-care", _("self-care only")
        NO = "no", _("no")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = LineField(_("name in English"), max_length=80)
    name_fr = LineField(_("name in French"), max_length=80)
    mark = LineField(_("mark"), max_length=4, unique=True)  # PT, RMT, …: with colour and shape, never alone
    lane = models.PositiveSmallIntegerField(_("lane"), unique=True)  # which colour and shape of the stylesheet
    may_set_restrictions = models.CharField(_("may set restrictions"), max_length=12, choices=MayRestrict)
    may_prescribe_exercise = models.CharField(_("may prescribe exercise"), max_length=9, choices=MayPrescribe)
    may_clear_for_exercise = models.BooleanField(_("may clear for exercise"))

    class Meta:
        verbose_name, verbose_name_plural = _("discipline"), _("disciplines")
        ordering = ["lane"]
        constraints = [
            models.CheckConstraint(
                name="discipline_may_restrict_known",
                condition=Q(may_set_restrictions__in=["yes", "caution-only", "no"]),
            ),
            models.CheckConstraint(
                name="discipline_may_prescribe_known",
                condition=Q(may_prescribe_exercise__in=["yes", "self-care", "no"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        name: str = getattr(self, name_column())
        return name


class LaneItem(KeyedModel):
    """One line of what a discipline does, sends on, or does not do."""

    class Kind(models.TextChoices):
        DOES = "does", _("does")
        REFERS_OUT = "refers-out", _("sends on")
        DOES_NOT = "does-not", _("does not")

    discipline = models.ForeignKey(
        Discipline, verbose_name=_("discipline"), on_delete=models.CASCADE, related_name="lane_items"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text_en = LinesField(_("text in English"), max_length=200, db_column="text")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name, verbose_name_plural = _("lane item"), _("lane items")
        ordering = ["discipline", "position"]
        constraints = [models.UniqueConstraint(fields=["discipline", "position"], name="lane_item_once")]

    @property
    def text(self) -> str:
        return data_words(self.text_en)


class RedFlag(KeyedModel):
    """A sign that a trainer may notice, what to do at once, and which lane to send to."""

    class Urgency(models.TextChoices):
        EMERGENCY = "emergency", _("emergency")
        SAME_DAY = "same-day", _("same day")
        SOON = "soon", _("soon")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    sign_en = LineField(_("sign in English"), max_length=200, db_column="sign")
    do_now_en = LineField(_("what to do now, in English"), max_length=200, db_column="do_now")
    discipline = models.ForeignKey(Discipline, verbose_name=_("discipline"), on_delete=models.PROTECT)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name, verbose_name_plural = _("red flag"), _("red flags")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.sign

    @property
    def sign(self) -> str:
        return data_words(self.sign_en)

    @property
    def do_now(self) -> str:
        return data_words(self.do_now_en)
