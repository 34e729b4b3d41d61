"""Questions, answers, documents and replies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from careplan.models import Reply
from practitioners.models import Practitioner
from web.form_fields import LineField, LinesField
from web.keys import uuid7
from web.upload_fields import LetterField


class QuestionForm(forms.Form):
    """What a trainer would like to know from a practitioner of the client."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    practitioner = forms.ModelChoiceField(Practitioner.objects.none(), label=_("Whom to ask"), empty_label=None)
    text = LinesField(label=_("Your question"), max_length=500, widget=forms.Textarea({"rows": 5}))

    def __init__(self, *args: Any, practitioners: QuerySet[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = forms.ModelChoiceField(practitioners, label=_("Whom to ask"), empty_label=None)


class AnswerForm(forms.Form):
    """A practitioner's answer to the trainer's question."""

    answer = LinesField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write your answer.")},
    )


class DocumentForm(forms.Form):
    """A letter or a picture, and what it is."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    title = LineField(label=_("What it is"), max_length=120, help_text=_("Such as: exercise sheet of 3 November."))
    file = LetterField(label=_("File"))


class ReplyForm(forms.Form):
    """A practitioner's reply in one press, with words where they are needed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    kind = forms.ChoiceField(
        label=_("Your reply"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    text = LinesField(
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
        if cleaned.get("kind") == Reply.Kind.SEEN and cleaned.get("text"):  # it waits for no reader
            self.add_error("text", _("Choose what kind of reply these words are, so that they are read."))
        return cleaned


class EndReplyForm(forms.Form):
    """Why a practitioner's reply holds no longer."""

    note = LinesField(
        label=_("Why it is over"),
        max_length=200,
        help_text=_("Such as: Dana said by phone on Monday that the usual load is fine again."),
        widget=forms.Textarea({"rows": 3}),
    )
