"""What a trainer types while a session is logged."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careplan.models import Side
from exercises.amounts import MEASURE_NAMES, MOST, in_kg, in_unit
from exercises.defaults import USUAL_STEP, load_step
from exercises.models import Exercise, ExerciseDefaults
from sessions_log.amounts import MOST_KG, load_words
from sessions_log.conflicts import GuidanceAnswer
from sessions_log.loads import is_unusual
from sessions_log.logbook import Scores, SetValues, minutes_of
from sessions_log.models import SetEntry, TrainingSession
from sessions_log.plan import PlannedSet
from web.form_fields import KeyField, LineField, LinesField, MomentField, NumberField, WholeNumberField
from web.keys import uuid7, uuid_or_none
from web.numbers import plain
from web.scales import effort_field, pain_field
from web.stepper import Stepper
from web.words import StrOrPromise

LONGEST_MINUTES = 600
USUAL_MINUTES = 60
LONGEST_AFTERWARDS = timedelta(days=366)
MOST_CHANGES = 2_147_483_647  # of one row: what the column holds
# What one tap on + or − changes.
AMOUNT_STEPS: dict[str, str] = {
    Exercise.MeasuredIn.REPS: "1",
    Exercise.MeasuredIn.SECONDS: "5",
    Exercise.MeasuredIn.METRES: "10",
}


class SearchForm(forms.Form):
    use_required_attribute = False
    q = LineField(
        label=_("Find an exercise"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )


class StartForm(forms.Form):
    """The new session's key, and which replies of practitioners were read on the page before."""

    key = KeyField()
    begin_with = LineField(max_length=36, required=False)
    planned = forms.UUIDField(required=False)
    read = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, *args: Any, replies: Iterable[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read"].choices = [(key, key) for key in replies]  # type: ignore[attr-defined]


class AfterwardsForm(forms.Form):
    """When a session was that is logged now."""

    key = KeyField()
    planned = forms.UUIDField(required=False, widget=forms.HiddenInput)
    started_at = MomentField(
        label=_("When it began"),
        help_text=_("How long it took is asked when you end it."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_started_at(self) -> datetime:
        started_at: datetime = self.cleaned_data["started_at"]
        now = timezone.now()
        if started_at > now:
            raise forms.ValidationError(_("Choose a time that has passed, or plan the session."))
        if started_at < now - LONGEST_AFTERWARDS:
            raise forms.ValidationError(_("Choose a day of the last twelve months."))
        return started_at


class AddExerciseForm(forms.Form):
    """Which exercise, for which prescription; and why, where it goes against a don't."""

    key = KeyField()
    exercise = forms.UUIDField(required=False, widget=forms.HiddenInput)
    prescription = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reason = LinesField(
        label=_("Why it is done all the same"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    not_meant = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def chosen_key(self) -> UUID | None:
        """The exercise that is named; None for what is no key."""
        self.full_clean()
        return self.cleaned_data.get("exercise")

    @property
    def acknowledged(self) -> frozenset[UUID]:
        """The guidance that the warning showed; what is no key is left out."""
        texts = self.data.getlist("acknowledged")  # type: ignore[attr-defined]
        return frozenset(key for text in texts if (key := uuid_or_none(text)))

    @property
    def answer(self) -> GuidanceAnswer:
        """What the trainer says to what the warning showed; nothing of what can't be read."""
        return GuidanceAnswer(
            acknowledged=self.acknowledged if self.is_valid() else frozenset(),
            reason=self.cleaned_data.get("reason", ""),
            is_not_meant=self.cleaned_data.get("not_meant", False),
        )


def version_field(*, required: bool = True) -> forms.IntegerField:
    """Which state of a row the page showed: another one by now is another's change."""
    return forms.IntegerField(min_value=1, max_value=MOST_CHANGES, required=required, widget=forms.HiddenInput)


def load_field(unit: str, *, at_one_tap: Decimal = USUAL_STEP[0]) -> NumberField:
    """A load in `unit`, or none."""
    return NumberField(
        label=_("Load, %(unit)s") % {"unit": unit},
        what=_("Load"),
        low=Decimal(0),
        high=in_unit(MOST_KG, unit).quantize(Decimal(1), rounding="ROUND_FLOOR"),
        step=Decimal("0.01"),
        unit=unit,
        required=False,
        widget=Stepper(step=plain(at_one_tap), inputmode="decimal"),
    )


class SetForm(forms.Form):
    """One set, in the exercise's own measure and the client's unit of load."""

    key = KeyField()
    version = version_field(required=False)  # of the set that is corrected
    amount = WholeNumberField(what="", low=Decimal(1), high=Decimal(1), required=True)  # both are made anew below
    load = NumberField(what=_("Load"), low=Decimal(0), high=Decimal(1), step=Decimal("0.01"), required=False)
    side = forms.ChoiceField(label=_("Side"), choices=Side, required=False, widget=forms.RadioSelect)
    pain = pain_field(_("Pain in this set"))
    kind = forms.ChoiceField(label=_("Kind of set"), choices=SetEntry.Kind, required=False, widget=forms.RadioSelect)

    def __init__(
        self,
        data: Any = None,
        *,
        exercise: Exercise,
        unit: str,
        about: UUID | str,
        best_kg: Decimal | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, auto_id=f"set-{about}-%s", **kwargs)
        self.exercise, self.unit, self.about, self.best_kg = exercise, unit, about, best_kg
        self.asks_whether_sure = False
        measure = MEASURE_NAMES[exercise.measured_in]
        self.fields["amount"] = WholeNumberField(
            label=measure,
            what=measure,
            low=Decimal(1),
            high=Decimal(MOST[exercise.measured_in]),
            widget=Stepper(step=AMOUNT_STEPS[exercise.measured_in], inputmode="numeric"),
            error_messages={"required": _("Enter how much it was, at least 1.")},
        )
        self.fields["load"] = load_field(unit, at_one_tap=load_step(exercise, unit))

    @classmethod
    def prefilled(cls, next_set: PlannedSet | None, *, exercise: Exercise, unit: str, about: UUID) -> "SetForm":
        """For the set that will probably come next."""
        return cls(exercise=exercise, unit=unit, about=about, initial=_initial(next_set, unit))

    @classmethod
    def of(cls, logged: SetEntry, *, exercise: Exercise, unit: str) -> "SetForm":
        """For correcting a set."""
        return cls(exercise=exercise, unit=unit, about=logged.pk, initial=_initial_of(logged, unit))

    @classmethod
    def met(
        cls, logged: SetEntry, words: StrOrPromise, *, unit: str, typed: Mapping[str, Any] | None = None
    ) -> "SetForm":
        """What was typed about a set (else the set as it stands), with what another change says in `words`.

        Saving it again goes on from the set as it stands.
        """
        exercise = logged.entry.exercise
        data = _initial_of(logged, unit) if typed is None else dict(typed.items())
        form = cls(data | {"version": logged.version, "sure": "1"}, exercise=exercise, unit=unit, about=logged.pk)
        form.add_error(None, words)
        return form

    def with_defaults(self, defaults: ExerciseDefaults | None) -> "SetForm":
        """The same form, with what one tap adds to the load as the trainer wants it."""
        step = load_step(self.exercise, self.unit, defaults)
        self.fields["load"].widget.step = plain(step)
        return self

    def clean(self) -> dict[str, Any]:
        """Asks once whether an unusual load is meant; what can't be is refused by the fields."""
        cleaned: dict[str, Any] = super().clean() or {}
        load = cleaned.get("load")
        if load and "sure" not in self.data and is_unusual(in_kg(load, self.unit), self.best_kg):
            self.asks_whether_sure = True
            self.add_error(
                "load",
                _("More than one and a half times the best so far (%(best)s). Is it right?")
                % {"best": load_words(self.best_kg, self.unit)},
            )
        return cleaned

    def cleaned_set(self) -> SetValues:
        """What log_set and change_set take."""
        load = self.cleaned_data["load"]
        return SetValues(
            amount=self.cleaned_data["amount"],
            load_kg=None if load is None else in_kg(load, self.unit),
            side=self.cleaned_data["side"] or Side.BOTH,
            kind=self.cleaned_data["kind"] or SetEntry.Kind.WORKING,
            pain=self.cleaned_data["pain"],
        )


def _initial(next_set: PlannedSet | None, unit: str) -> dict[str, Any]:
    if next_set is None:
        return {"key": uuid7(), "side": Side.BOTH}
    load = None if next_set.load_kg is None else in_unit(next_set.load_kg, unit)
    return {"key": uuid7(), "amount": next_set.amount, "load": load, "side": next_set.side, "kind": "working"}


def _initial_of(logged: SetEntry, unit: str) -> dict[str, Any]:
    planned = PlannedSet(logged.amount, logged.load_kg, logged.side)
    return _initial(planned, unit) | {"pain": logged.pain, "kind": logged.kind, "version": logged.version}


class SkipForm(forms.Form):
    """Why an exercise, or what is left of it, is not done."""

    WHY = {
        "pain": _("Pain"),
        "time": _("No time left"),
        "busy": _("The place or the machine was taken"),
        "wish": _("The client did not want to"),
    }

    version = version_field()
    why = forms.ChoiceField(label=_("Why"), choices=[*WHY.items()], required=False, widget=forms.RadioSelect)
    words = LineField(label=_("Or in words"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("why") and not cleaned.get("words"):
            self.add_error("why", _("Say why: choose one, or write it."))
        return cleaned

    @property
    def reason(self) -> str:
        """What was written, else what was chosen."""
        chosen = self.WHY.get(self.cleaned_data["why"])
        return self.cleaned_data["words"] or str(chosen)


class ExerciseNoteForm(forms.Form):
    """Pain over the whole exercise, and a note."""

    version = version_field()
    pain = pain_field(_("Pain in this exercise"))
    note = LinesField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Nobody but you and cover trainers sees this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ScoresForm(forms.Form):
    """How the session was. Nothing but its length is owed."""

    version = version_field()
    pain_before = pain_field(_("Pain before"))
    pain_after = pain_field(_("Pain after"))
    effort = effort_field(_("Effort, in the client's word"))
    minutes = WholeNumberField(
        label=_("Length in minutes"), what=_("Length"), low=Decimal(1), high=Decimal(LONGEST_MINUTES), unit=_("minutes")
    )
    team_note = LinesField(
        label=_("Note for the care team"),
        max_length=1000,
        required=False,
        help_text=_("Practitioners with the client's consent read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    private_note = LinesField(
        label=_("Private note"),
        max_length=1000,
        required=False,
        help_text=_("Nobody but you and cover trainers sees this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Asks once where pain rose a lot: a slip, or something to be told."""
        cleaned: dict[str, Any] = super().clean() or {}
        before, after = cleaned.get("pain_before"), cleaned.get("pain_after")
        if before is not None and after is not None and after >= before + 3 and "sure" not in self.data:
            self.asks_whether_sure = True
            self.add_error(
                "pain_after",
                _("That is %(more)d more than before. Is it right? Then think of telling the care team.")
                % {"more": after - before},
            )
        return cleaned

    asks_whether_sure = False
    SCORES = ("effort", "pain_before", "pain_after", "team_note", "private_note")

    def scores(self) -> Scores:
        return Scores(**{name: self.cleaned_data[name] for name in self.SCORES})

    @classmethod
    def of(cls, session: TrainingSession, *, now: datetime | None = None) -> "ScoresForm":
        initial = {name: getattr(session, name) for name in cls.SCORES}
        return cls(initial=initial | {"version": session.version, "minutes": _minutes(session, now or timezone.now())})


def _minutes(session: TrainingSession, now: datetime) -> int:
    """How long it took; the usual length where it was left open for hours."""
    if lasted := minutes_of(session):
        return lasted
    elapsed = max(1, round((now - session.started_at).total_seconds() / 60))
    return elapsed if elapsed <= 240 else USUAL_MINUTES
