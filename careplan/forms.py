"""What is typed into the care plan."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.lanes import kinds_allowed
from careplan.models import CareTeamMember, Goal, Guidance, HowItCame, Intake, Prescription, Reply, Side
from clients.forms import PersonForm
from clients.models import Client
from exercises.models import Exercise
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from practitioners.models import Discipline, Practitioner
from web.keys import uuid7
from web.uploads import MOST_BYTES, UnreadableFileError, Upload, checked


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From a day to a day, or until further notice."""

    starts_on = forms.DateField(label=_("From"), widget=day_input(), initial=timezone.localdate)
    ends_on = forms.DateField(
        label=_("Until and including"), widget=day_input(), required=False, help_text=_("Empty: until further notice.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start: date | None = cleaned.get("starts_on")
        end: date | None = cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("End date must be %(day)s or later.") % {"day": date_format(start)})
        return cleaned


class GuidanceForm(PeriodForm):
    """A practitioner's do, don't or caution, within the lane of their discipline."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    kind = forms.ChoiceField(label=_("Kind"), choices=Guidance.Kind, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In words"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("As the trainer should read it: “No loaded spinal flexion”."),
    )
    patterns = forms.MultipleChoiceField(
        label=_("Which movements"),
        choices=list(PATTERNS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Ticked words let Carelane warn by itself when an exercise hits this. "
            "Without any, the trainer is asked to look at every exercise."
        ),
    )
    attributes = forms.MultipleChoiceField(
        label=_("Only when it is"),
        choices=list(ATTRIBUTES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.MultipleChoiceField(
        label=_("Which part of the body"),
        choices=list(REGIONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side, initial=Side.BOTH)

    field_order = ["kind", "text", "patterns", "attributes", "regions", "side", "starts_on", "ends_on"]

    def __init__(self, *args: Any, practitioner: Practitioner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if practitioner is not None:
            allowed = kinds_allowed(practitioner.discipline)
            labels = dict(Guidance.Kind.choices)
            self.fields["kind"] = forms.ChoiceField(
                label=_("Kind"), choices=[(kind, labels[kind]) for kind in allowed], widget=forms.RadioSelect
            )


class PrescriptionForm(PeriodForm):
    """One exercise with its dose."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    exercise = forms.ModelChoiceField(Exercise.objects.none(), label=_("Exercise"), empty_label=_("Choose an exercise"))
    sets = forms.IntegerField(
        label=_("Sets"), min_value=1, max_value=20, initial=3, widget=forms.TextInput({"inputmode": "numeric"})
    )
    amount = forms.IntegerField(
        label=_("Repetitions"),
        min_value=1,
        max_value=300,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("Seconds for a hold, metres for a distance."),
    )
    days_a_week = forms.IntegerField(
        label=_("Days a week"), min_value=1, max_value=7, initial=7, widget=forms.TextInput({"inputmode": "numeric"})
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side, initial=Side.BOTH)
    where = forms.ChoiceField(label=_("Where"), choices=Prescription.Where, initial=Prescription.Where.HOME)
    cues = forms.CharField(label=_("Cues"), max_length=300, required=False)

    field_order = ["exercise", "sets", "amount", "days_a_week", "side", "where", "cues", "starts_on", "ends_on"]

    def __init__(self, *args: Any, practitioner: Practitioner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exercises = Exercise.objects.filter(owner=None, replaced_by=None)
        self.fields["exercise"] = forms.ModelChoiceField(
            exercises, label=_("Exercise"), empty_label=_("Choose an exercise")
        )


class FromPractitionerForm(forms.Form):
    """Whose word it is, and how it came: a trainer never gives guidance of their own."""

    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("From"), empty_label=None)
    how_it_came = forms.ChoiceField(
        label=_("How it came"),
        choices=[choice for choice in HowItCame.choices if choice[0] != HowItCame.LINK],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Practitioner.objects.in_network().filter(care_teams__client=client)
        self.fields["practitioner"] = forms.ModelChoiceField(team, label=_("From"), empty_label=None)


class LiftForm(forms.Form):
    """Who lifted it, and why."""

    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("Lifted by"), empty_label=None)
    reason = forms.CharField(label=_("What they said, and how it came"), max_length=160)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Practitioner.objects.in_network().filter(care_teams__client=client)
        self.fields["practitioner"] = forms.ModelChoiceField(team, label=_("Lifted by"), empty_label=None)


class GoalForm(forms.ModelForm):
    class Meta:
        model = Goal
        fields = ["text", "target_date"]
        widgets: dict[str, Any] = {"target_date": day_input()}


class CareTeamForm(forms.ModelForm):
    class Meta:
        model = CareTeamMember
        fields = ["practitioner", "for_what"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = forms.ModelChoiceField(
            Practitioner.objects.in_network(), label=_("Practitioner"), empty_label=_("Choose a practitioner")
        )


class AddClientForm(PersonForm):
    """A new client, and the answer to "Do you see a physio or an RMT? Who else looks after your health?"."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    goal = forms.CharField(label=_("What do you want to reach?"), max_length=300, help_text=_("In the client's words."))
    sees_practitioner = forms.ChoiceField(
        label=_("Do you see a physio or an RMT?"),
        choices=Intake.Sees,
        initial=Intake.Sees.NOT_ASKED,
        widget=forms.RadioSelect,
    )
    who_else = forms.CharField(
        label=_("Who else looks after your health?"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(),
        label=_("Their practitioner in the network"),
        required=False,
        empty_label=_("Nobody yet, or not in the list"),
    )
    new_name = forms.CharField(label=_("Their name"), max_length=120, required=False)
    new_email = forms.EmailField(label=_("Their e-mail"), required=False)
    new_discipline = forms.ModelChoiceField(
        Discipline.objects.none(), label=_("Their discipline"), required=False, empty_label=_("Choose a discipline")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network = self.fields["practitioner"]
        disciplines = self.fields["new_discipline"]
        network.queryset = Practitioner.objects.in_network()  # type: ignore[attr-defined]
        disciplines.queryset = Discipline.objects.exclude(code="personal-trainer")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        new = [cleaned.get(name) for name in ("new_name", "new_email", "new_discipline")]
        if any(new) and not all(new):
            for name in ("new_name", "new_email", "new_discipline"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A new practitioner needs a name, an e-mail and a discipline."))
        if any(new) and cleaned.get("practitioner"):
            self.add_error("practitioner", _("Choose somebody of the list or add a new practitioner, not both."))
        return cleaned


class QuestionForm(forms.Form):
    """What a trainer would like to know from a practitioner of the client."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("Whom to ask"), empty_label=None)
    text = forms.CharField(label=_("Your question"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, practitioners: QuerySet[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = forms.ModelChoiceField(practitioners, label=_("Whom to ask"), empty_label=None)


class AnswerForm(forms.Form):
    """A practitioner's answer to the trainer's question."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write your answer.")},
    )


class DocumentForm(forms.Form):
    """A letter or a picture, and what it is."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    title = forms.CharField(
        label=_("What it is"), max_length=120, help_text=_("Such as: exercise sheet of 3 November.")
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, or a picture (JPEG or PNG), up to 10 MB."),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("That file is empty. Choose another."),
        },
    )

    def clean_file(self) -> Upload:
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                _("That file has %(size)s. Choose one of up to 10 MB.") % {"size": filesizeformat(sent.size)}
            )
        try:
            return checked(sent)
        except UnreadableFileError:
            raise forms.ValidationError(
                _("That can't be read as a PDF, JPEG or PNG. Save it as a PDF, or take a picture of it.")
            ) from None


class ReplyForm(forms.Form):
    """A practitioner's reply in one press, with words where they are needed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    kind = forms.ChoiceField(
        label=_("Your reply"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    text = forms.CharField(
        label=_("In words"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Reply.Kind.choices)
        choice = self.fields["kind"]
        choice.choices = [(kind, labels[kind]) for kind in kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == Reply.Kind.CHANGE_LOAD and not cleaned.get("text"):
            self.add_error("text", _("Say what to change: which exercise, how much."))
        return cleaned
