"""Who looks after the client: up to five people on one page, one more or one fewer by a press."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now, gettext_lazy as _

from careplan.named import MOST_NAMED, Named, same_name
from practitioners.choosing import PractitionerChoiceField
from practitioners.models import Discipline
from web.form_fields import DayField, LineField
from web.search_field import SearchingForm


class PersonForm(forms.Form):
    """One person, as the client knows them; an empty form is nobody."""

    use_required_attribute = False
    name = LineField(label=_("Their name"), max_length=120, required=False)
    discipline = forms.ModelChoiceField(
        Discipline.objects.none(), label=_("What they are"), required=False, empty_label=_("Not sure")
    )
    clinic_name = LineField(label=_("Their clinic"), max_length=120, required=False)
    for_what = LineField(label=_("What you see them for"), max_length=200, required=False)
    since = DayField(
        label=_("Since when"),
        required=False,
        help_text=_("About is enough."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        disciplines = self.fields["discipline"]
        disciplines.queryset = Discipline.objects.exclude(code="personal-trainer")  # type: ignore[attr-defined]

    def clean_since(self) -> date | None:
        since: date | None = self.cleaned_data["since"]
        if since and not date(1900, 1, 1) <= since <= timezone.localdate():
            raise forms.ValidationError(_("Enter a day that has been, or leave it empty."))
        return since

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(cleaned.values()) and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter their name, so that the rest is kept."))
        return cleaned

    def named(self) -> Named | None:
        given = self.cleaned_data
        return Named(**given) if given.get("name") or given.get("practitioner") else None


class TeamPersonForm(SearchingForm, PersonForm):
    """The same for the trainer, who may know them in the network."""

    practitioner = PractitionerChoiceField(label=_("In the network"), required=False, empty_label=_("Not in the list"))
    field_order = ["practitioner"]

    def __init__(self, *args: Any, is_confirmed: bool, first: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].first = first  # type: ignore[attr-defined]
        self.fields["for_what"].label = _("What they are seen for")
        if not is_confirmed:
            del self.fields["for_what"]

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("practitioner"):
            return super().clean()
        for name in ("name", "discipline", "clinic_name"):
            if self.cleaned_data.get(name):
                self.add_error(name, _("Choose somebody of the list or write a name, not both."))
        return self.cleaned_data


class People:
    """The forms of everybody on the page.

    `data` is what was sent, `initial` who stood there before. A press on "another" or "remove" only changes how many
    there are: what was typed stays, and nothing is checked or saved yet.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        form: type[PersonForm] = PersonForm,
        initial: Sequence[Mapping[str, Any]] = (),
        **options: Any,
    ) -> None:
        self.is_rearranged = data is not None and ("another" in data or "remove" in data)
        if data is not None and not self.is_rearranged:
            self.forms = [form(data, prefix=_prefix(number), **options) for number in range(_count(data))]
            return
        rows = _rearranged(data, form) if data is not None else list(initial)
        self.forms = [
            form(initial=row, prefix=_prefix(number), **options) for number, row in enumerate(rows[:MOST_NAMED] or [{}])
        ]
        if data is not None:
            # The new one, or where one was taken out: there the reader goes on.
            self.forms[-1].fields["name"].widget.attrs["autofocus"] = True

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= MOST_NAMED

    def is_valid(self) -> bool:
        """Whether all of them can be kept; each shows what is wrong with it."""
        if [form for form in self.forms if not form.is_valid()]:
            return False
        seen: set[str] = set()
        for form in self.forms:
            name = same_name(form.cleaned_data.get("name", ""))
            if name and name in seen:
                form.add_error("name", _now("This name stands above already. Change it, or remove one of the two."))
            seen.add(name)
        return all(form.is_valid() for form in self.forms)

    def named(self) -> list[Named]:
        return [person for form in self.forms if (person := form.named())]


def _prefix(number: int) -> str:
    return f"person{number}"


def _count(data: Mapping[str, Any]) -> int:
    """How many were on the page: as many as it says, from one to five."""
    typed = str(data.get("people", ""))
    return min(max(int(typed), 1), MOST_NAMED) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1


def _rearranged(data: Mapping[str, Any], form: type[PersonForm]) -> list[dict[str, Any]]:
    """What was typed, with an empty one more or without the one to remove."""
    rows = [
        {name: data.get(f"{_prefix(number)}-{name}", "") for name in form.base_fields} for number in range(_count(data))
    ]
    if "another" in data:
        return [*rows, {}]
    return [row for number, row in enumerate(rows) if str(number) != data["remove"]]
