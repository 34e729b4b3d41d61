"""What is typed about sessions that are agreed on: one, and those that repeat."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions_log.models import PlannedSession, SessionSeries, SessionTemplate
from sessions_log.series import Rule, weekdays_of
from web.form_fields import DayField, KeyField, TimeField, WholeNumberField

LONGEST_AHEAD_DAYS = 366
LONGEST_SERIES = timedelta(days=5 * 366)
WEEKS = [
    ("1", _("Every week")),
    ("2", _("Every 2 weeks")),
    ("3", _("Every 3 weeks")),
    ("4", _("Every 4 weeks")),
]


def minutes_field() -> forms.Field:
    return WholeNumberField(
        label=_("Length in minutes"),
        what=_("Length"),
        low=Decimal(5),
        high=Decimal(600),
        initial=60,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


def template_field(trainer: User) -> forms.Field:
    return forms.ModelChoiceField(
        SessionTemplate.objects.filter(trainer=trainer, archived_at=None),
        label=_("Begin with"),
        required=False,
        empty_label=_("As the session before"),
    )


def every_field(choices: list[Any], **kwargs: Any) -> forms.Field:
    return forms.TypedChoiceField(label=_("Repeat"), choices=choices, coerce=int, empty_value=None, **kwargs)


def weekdays_field() -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=_("On"),
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        help_text=_("None chosen: on the weekday of the first one."),
        widget=forms.CheckboxSelectMultiple,
    )


def ends_on_field() -> forms.Field:
    return DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until you end it."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def check_last_day(form: forms.BaseForm, first: date) -> None:
    """Notes on the form where a series ends before it begins, or lasts too long."""
    ends_on = form.cleaned_data.get("ends_on")
    if ends_on is None:
        return
    if ends_on < first:
        words = _("The last day must not be before the first, %(day)s.") % {"day": date_format(first)}
        form.add_error("ends_on", words)
    elif ends_on > first + LONGEST_SERIES:
        form.add_error("ends_on", _("Choose a day within five years, or leave it empty."))


class PlanSessionForm(forms.ModelForm):
    """When, how long, and what to begin with."""

    key = KeyField()

    class Meta:
        model = PlannedSession
        fields = ["starts_at", "minutes", "template"]
        widgets: dict[str, Any] = {
            "starts_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, trainer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trainer = trainer
        self.fields["minutes"] = minutes_field()
        if self.instance.trainer_id not in {None, trainer.pk}:  # another's plan keeps its own outline
            del self.fields["template"]
            return
        self.fields["template"] = template_field(trainer)

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        ahead = (timezone.localdate(starts_at) - timezone.localdate()).days
        if ahead < -1 or ahead > LONGEST_AHEAD_DAYS:
            raise forms.ValidationError(_("Choose a day from yesterday to a year from now."))
        return starts_at

    @property
    def changed(self) -> dict[str, Any]:
        """What is typed, by field of PlannedSession."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class PlanNewSessionForm(PlanSessionForm):
    """A planned session, or the first of those that repeat."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["every"] = every_field([("", _("Once")), *WEEKS], required=False)
        self.fields["weekdays"] = weekdays_field()
        self.fields["ends_on"] = ends_on_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("every") and cleaned.get("starts_at"):
            check_last_day(self, timezone.localdate(cleaned["starts_at"]))
        return cleaned

    @property
    def rule(self) -> Rule | None:
        """What repeats; None for a session that is planned once."""
        typed = self.cleaned_data
        if not typed["every"]:
            return None
        first = timezone.localtime(typed["starts_at"])
        return Rule(
            weekdays=frozenset(typed["weekdays"] or [first.weekday()]),
            every=typed["every"],
            starts_on=first.date(),
            ends_on=typed["ends_on"],
            at=first.time().replace(second=0, microsecond=0),
            time_zone=self.trainer.time_zone,
            minutes=typed["minutes"],
            template=typed.get("template"),
        )


class SeriesForm(forms.Form):
    """What repeats from a day on. `after` is the day after which it may begin."""

    key = KeyField()
    starts_on = DayField(label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    at = TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, series: SessionSeries, trainer: User, after: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series, self.after = series, after
        self.fields["minutes"] = minutes_field()
        self.fields["every"] = every_field(WEEKS)
        self.fields["weekdays"] = weekdays_field()
        self.fields["ends_on"] = ends_on_field()
        if series.trainer_id == trainer.pk:
            self.fields["template"] = template_field(trainer)

    @staticmethod
    def values_of(series: SessionSeries) -> dict[str, Any]:
        names = ("at", "minutes", "every", "ends_on", "template")
        return {name: getattr(series, name) for name in names} | {"weekdays": sorted(weekdays_of(series))}

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if starts_on <= self.after:
            raise forms.ValidationError(_("Choose a day after %(day)s.") % {"day": date_format(self.after)})
        if starts_on > timezone.localdate() + timedelta(days=LONGEST_AHEAD_DAYS):
            raise forms.ValidationError(_("Choose a day at most a year from now."))
        return starts_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts_on"):
            check_last_day(self, cleaned["starts_on"])
        return cleaned

    @property
    def rule(self) -> Rule:
        typed = self.cleaned_data
        return Rule(
            weekdays=frozenset(typed["weekdays"] or [typed["starts_on"].weekday()]),
            every=typed["every"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            at=typed["at"].replace(second=0, microsecond=0),
            time_zone=self.series.time_zone,
            minutes=typed["minutes"],
            template=typed.get("template", self.series.template),
        )


class LastDayForm(forms.Form):
    """The last day of a series; none where it goes on."""

    ends_on = ends_on_field()

    def __init__(self, *args: Any, series: SessionSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = series

    def clean_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on > self.series.starts_on + LONGEST_SERIES:
            raise forms.ValidationError(_("Choose a day within five years, or leave it empty."))
        return ends_on
