"""A practitioner's do, don't or caution."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplan.forms.period import PeriodForm
from careplan.lanes import kinds_allowed
from careplan.models import Guidance, Side
from clients.models import Client
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from practitioners.models import Practitioner
from web.keys import uuid7


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


class LiftForm(forms.Form):
    """Who lifted it, and why."""

    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("Lifted by"), empty_label=None)
    reason = forms.CharField(label=_("What they said, and how it came"), max_length=160)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Practitioner.objects.in_network().filter(care_teams__client=client)
        self.fields["practitioner"] = forms.ModelChoiceField(team, label=_("Lifted by"), empty_label=None)
