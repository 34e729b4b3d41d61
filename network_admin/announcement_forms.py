"""What an admin writes to the network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practitioners.announcement_records import Announcement
from practitioners.models import Discipline
from web.form_fields import KeyField
from web.provinces import PROVINCES


class AnnouncementForm(forms.ModelForm):
    """Words, and to whom they go; `key` is the announcement's own, so that two presses send one."""

    key = KeyField()

    class Meta:
        model = Announcement
        fields = ["audience", "discipline", "province", "subject", "text"]
        labels = {"discipline": _("Of this discipline"), "province": _("Who work in")}
        help_texts = {
            "discipline": _("Of practitioners alone."),
            "text": _("An empty line begins a paragraph. Write nothing of a client: it goes to many."),
        }
        widgets = {"text": forms.Textarea({"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"] = forms.ModelChoiceField(
            Discipline.objects.exclude(code="personal-trainer"),
            label=_("Of this discipline"),
            required=False,
            empty_label=_("All disciplines"),
            help_text=_("Of practitioners alone."),
        )

        # An empty choice says what it means.
        audience, province = self.fields["audience"], self.fields["province"]
        audience.choices = [("", _("Choose who reads it")), *Announcement.Audience.choices]  # type: ignore[attr-defined]
        province.choices = [("", _("All provinces")), *PROVINCES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("discipline") and cleaned.get("audience") != Announcement.Audience.PRACTITIONERS:
            self.add_error("discipline", _("Trainers have no discipline: choose practitioners, or all disciplines."))
        return cleaned

    def announcement(self) -> Announcement:
        """What was typed, under the form's own key."""
        written: Announcement = self.save(commit=False)
        written.pk = self.cleaned_data["key"]
        return written
