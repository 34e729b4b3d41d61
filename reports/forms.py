from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from consent.models import ConsentGrant
from reports.models import SUMMARY_LENGTH, ReportDraft
from reports.summary import validate_summary
from web.form_fields import DayField, LineField, LinesField
from web.keys import uuid7


class GrantField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.practitioner)


class ReportForm(forms.Form):
    """Which of the practitioners that the client shares with, about which days."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    grant = GrantField(ConsentGrant.objects.none(), label=_("To"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("What"),
        choices=ReportDraft.Kind,
        initial=ReportDraft.Kind.PROGRESS,
        required=False,
        widget=forms.RadioSelect,
    )
    start = DayField(label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    end = DayField(label=_("To and including"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    message = LinesField(
        label=_("Your question or message"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands at the top of the report."),
    )

    def __init__(self, *args: Any, grants: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"] = GrantField(grants, label=_("To"), empty_label=None)
        today = timezone.localdate()
        self.fields["start"].initial = today - timedelta(days=42)
        self.fields["end"].initial = today

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or ReportDraft.Kind.PROGRESS

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start: date | None = cleaned.get("start")
        end: date | None = cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day must be %(day)s or later.") % {"day": date_format(start)})
        if start and start > timezone.localdate():
            self.add_error("start", _("The first day can't be in the future."))
        return cleaned


class DraftForm(forms.Form):
    """The trainer's own words of a draft, and what they have read of it."""

    seen = LineField(max_length=64, widget=forms.HiddenInput, required=False)
    summary = LinesField(
        label=_("In your words"),
        required=False,
        max_length=SUMMARY_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        validators=[validate_summary],
        help_text=_(
            "Three sentences at most. What stands here was put together from the figures: change what you like."
        ),
    )
    message = LinesField(
        label=_("Your question"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands at the top of the report, with a way to answer."),
    )
    answer_by = DayField(
        label=_("Answer by"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean_answer_by(self) -> date | None:
        day: date | None = self.cleaned_data["answer_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class CorrectionForm(forms.Form):
    """What was wrong in a report that was sent."""

    correction = LinesField(
        label=_("What was wrong"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what was wrong, as the reader should know it.")},
    )
