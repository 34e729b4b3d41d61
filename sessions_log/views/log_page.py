"""The log as a page: one shape for every answer that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.roles import SignedInRequest
from careplan.conflicts import Conflict
from careplan.models import Side
from clients.access import open_client
from clients.models import Client
from exercises.defaults import defaults_of
from exercises.models import ExerciseDefaults
from sessions_log.amounts import set_words, sets_words, unit_for
from sessions_log.conflicts import unacknowledged
from sessions_log.flags import first_of_all
from sessions_log.forms import SearchForm, SetForm
from sessions_log.models import SetEntry, TrainingSession
from sessions_log.plan import heaviest
from sessions_log.sheet import Row, Sheet, open_sheet, search


class Undo(NamedTuple):
    """What was taken out, and how it is put back."""

    words: str
    token: str  # undo.put_back takes it
    entry_id: UUID | None = None  # the exercise at which it is offered; above the log where there is none


@dataclass(frozen=True)
class Card:
    """One exercise of the log as it is shown."""

    row: Row
    sets: list[tuple[SetEntry, str, SetForm | None]]  # with its words, and its form while it is being corrected
    last_words: str
    conflicts: list[Conflict]  # those that the trainer has not acknowledged
    left_words: str  # what is still to do, as planned
    place: int  # in the session, from 1
    of: int
    form: SetForm | None  # the next set, where its form lies open
    undo: Undo | None = None
    asks_side: bool = False

    @property
    def next_number(self) -> int:
        return len(self.sets) + 1

    @property
    def planned_number(self) -> int | None:
        """How many sets are planned, while there are some left to do."""
        return len(self.sets) + len(self.row.left) if self.row.left else None

    @property
    def is_changing(self) -> bool:
        return any(form for _one, _words, form in self.sets)


def open_client_of_session(request: SignedInRequest, client_id: UUID, session_id: UUID) -> Client:
    """The client of a session's page, as `open_client`; of an entry that was made part of another, that one.

    The entry's sessions are the other's by then, and a phone still has them under the address that it began with.
    """
    about = ("session", session_id)
    client = open_client(request, client_id, about=about)
    if client.merged_into_id is None:
        return client
    return open_client(request, Client.objects.standing_for([client_id])[client_id], about=about)


def session_of(client: Client, session_id: UUID) -> TrainingSession:
    """One of the client's sessions, or 404; with its `open_conflicts` (a number) and the `last_end` of those completed."""
    open_conflicts = Count("sync_conflicts", filter=Q(sync_conflicts__resolved_at=None))
    completed = TrainingSession.objects.completed().filter(client=client).order_by("-ended_at")
    last_end = Subquery(completed.values("ended_at")[:1])
    sessions = TrainingSession.objects.annotate(open_conflicts=open_conflicts, last_end=last_end)
    session = get_object_or_404(sessions, pk=session_id, client=client)
    session.client = client
    return session


def back_to_log(session: TrainingSession, entry_key: UUID | None = None) -> HttpResponse:
    """On to the log by GET, with the exercise open at which the hand was."""
    address = reverse("sessions_log:log", args=[session.client_id, session.pk])
    return redirect(f"{address}?open={entry_key}#exercise-{entry_key}" if entry_key else address)


def show_log(
    request: SignedInRequest,
    session: TrainingSession,
    *,
    form: SetForm | None = None,
    undo: Undo | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole log. A `form` stands in place of the one of the set, or of the next set of the exercise, it is about."""
    client = session.client
    sheet = open_sheet(session, client)
    words, is_open = _words(request), session.state == TrainingSession.State.OPEN
    first = first_of_all(client, is_open=is_open, since=session.last_end, now=timezone.now())  # type: ignore[attr-defined]
    cards = Cards(
        sheet=sheet,
        unit=unit_for(request.user, client),
        defaults=defaults_of(request.user),
        current=_current(request, sheet, form=form, undo=undo),
        form=form,
        undo=undo,
    )
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "is_open": is_open,
        "unit": cards.unit,
        "may_change_unit": client.lead_trainer_id == request.user.pk,
        "sheet": sheet,
        "cards": cards.all(),
        "search_form": SearchForm(request.GET if words else None),
        "words": words,
        "found": search(words, trainer=request.user, restrictions=sheet.restrictions) if words else None,
        "undo": None if undo and undo.entry_id else undo,
        "open_flags": first.open_flags,
        "urgent": first.replies,
        "told": first.told,
        "form": form,
    }
    return render(request, "sessions_log/log.html", context, status=status)


def _current(request: SignedInRequest, sheet: Sheet, *, form: SetForm | None, undo: Undo | None) -> Row | None:
    """The exercise that lies open: what the form is about or was chosen, else where the hand was unless that is done."""
    about = {form.about if form else None, undo.entry_id if undo else None}
    opened, chosen = request.GET.get("open", ""), request.GET.get("set", "")
    for row in sheet.rows:
        key = str(row.entry.pk)
        if row.entry.pk in about or key == chosen or (key == opened and not row.is_done):
            return row
    return sheet.current


def _words(request: SignedInRequest) -> str:
    form = SearchForm(request.GET)
    return form.cleaned_data["q"] if form.is_valid() else ""


@dataclass(frozen=True)
class Cards:
    """What the cards of one page are made from."""

    sheet: Sheet
    unit: str
    defaults: Mapping[UUID, ExerciseDefaults]
    current: Row | None  # the exercise that lies open
    form: SetForm | None
    undo: Undo | None

    def all(self) -> list[Card]:
        return [self._card(row, place) for place, row in enumerate(self.sheet.rows, start=1)]

    def _card(self, row: Row, place: int) -> Card:
        exercise = row.entry.exercise
        last = row.last_time.sets if row.last_time else []
        return Card(
            row=row,
            sets=[self._set(logged, row) for logged in row.sets],
            last_words=sets_words(last, exercise.measured_in, self.unit),
            conflicts=unacknowledged(row.entry, load_kg=heaviest(row.left), restrictions=self.sheet.restrictions),
            left_words=sets_words(row.left, exercise.measured_in, self.unit),
            place=place,
            of=len(self.sheet.rows),
            form=self._next_form(row),
            undo=self.undo if self.undo and self.undo.entry_id == row.entry.pk else None,
            asks_side=exercise.per_side or (row.next_set is not None and row.next_set.side != Side.BOTH),
        )

    def _next_form(self, row: Row) -> SetForm | None:
        """The form of the next set, where it lies open."""
        form = self.form if self.form and self.form.about == row.entry.pk else None
        if form is None and row is self.current:
            form = SetForm.prefilled(row.next_set, exercise=row.entry.exercise, unit=self.unit, about=row.entry.pk)
        return form and form.with_defaults(self.defaults.get(row.entry.exercise_id))

    def _set(self, logged: SetEntry, row: Row) -> tuple[SetEntry, str, SetForm | None]:
        """A set with its words, and its form while it is being corrected."""
        exercise = row.entry.exercise
        form = self.form if self.form and self.form.about == logged.pk else None
        return (
            logged,
            set_words(logged, exercise.measured_in, self.unit),
            form and form.with_defaults(self.defaults.get(exercise.pk)),
        )
