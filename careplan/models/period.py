"""What holds from one day on, to another or until further notice."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import DayField, KeyedModel


def touching(first: date, last: date) -> Q:
    """Rows that hold on a day between two days, both included: PeriodModel.touches for querysets."""
    return (Q(ends_on=None) | Q(ends_on__gte=first)) & Q(starts_on__lte=last)


class PeriodModel(KeyedModel):
    starts_on = DayField(_("from"), default=timezone.localdate)
    ends_on = DayField(_("until"), null=True, blank=True)  # the last day on which it holds

    class Meta:
        abstract = True

    def touches(self, first: date, last: date) -> bool:
        return self.starts_on <= last and (self.ends_on is None or self.ends_on >= first)

    def covers(self, on: date) -> bool:
        return self.touches(on, on)
