"""The log as a page: one shape for every answer that shows it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import SignedInRequest
from careplan.conflicts import Conflict
from careplan.models import Guidance, Side
from careplan.told import to_read_before_a_session
from clients.models import Client
from exercises.defaults import defaults_for, defaults_of, rest_after
from exercises.models import ExerciseDefaults
from sessions_log.against import restrictions_for, unanswered
from sessions_log.amounts import set_words, sets_words, unit_for
from sessions_log.forms import SearchForm, SetForm
from sessions_log.models import SetEntry, TrainingSession
from sessions_log.plan import heaviest, last_done
from sessions_log.sheet import Row, Sheet, open_sheet, rows_of, search

Undo = tuple[str, str]  # (what was taken out, in words; what puts it back)


@dataclass(frozen=True)
class Card:
    """One exercise of the log as it is shown."""

    row: Row
    sets: list[tuple[SetEntry, str, SetForm | None]]  # with its words, and its form while it is being corrected
    last_words: str
    hits: list[Conflict]  # what it goes against by now, unanswered
    left_words: str  # what is still to do, as planned
    place: int  # in the session, from 1
    of: int
    form: SetForm  # the next set
    undo: Undo | None = None
    asks_side: bool = False
    is_current: bool = False  # its form lies open

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


def session_of(client: Client, session_id: UUID) -> TrainingSession:
    """One of the client's sessions, with `unsettled_number` of its changes, or 404."""
    unsettled = Count("unsettled", filter=Q(unsettled__settled_at=None))
    sessions = TrainingSession.objects.annotate(unsettled_number=unsettled)
    session = get_object_or_404(sessions, pk=session_id, client=client)
    session.client = client
    return session


def back_to_log(session: TrainingSession, entry_key: UUID | None = None) -> HttpResponse:
    """On to the log by GET, with the exercise open at which the hand was."""
    address = reverse("sessions_log:log", args=[session.client_id, session.pk])
    return redirect(f"{address}?open={entry_key}#exercise-{entry_key}" if entry_key else address)


def show_log(
    request: SignedInRequest,
    client: Client,
    session: TrainingSession,
    *,
    form: SetForm | None = None,
    about: UUID | None = None,
    undo: Undo | None = None,
    undo_in: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole log. `form` is shown in place of the next set of the exercise, or of the set, whose key is `about`."""
    sheet = open_sheet(session, client)
    words, unit, said = _words(request), unit_for(request.user, client), defaults_of(request.user)
    current = _current(sheet, {about, undo_in}, opened=request.GET.get("open", ""))
    cards = [
        card_of(
            row,
            unit=unit,
            said=said.get(row.entry.exercise_id),
            place=(place, len(sheet.rows)),
            restrictions=sheet.restrictions,
            is_current=row is current,
            form=form if about == row.entry.pk else None,
            changing=about,
            change_form=form,
            undo=undo if undo_in == row.entry.pk else None,
        )
        for place, row in enumerate(sheet.rows, start=1)
    ]
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "is_open": session.state == TrainingSession.State.OPEN,
        "unit": unit,
        "may_change_unit": client.lead_trainer_id == request.user.pk,
        "sheet": sheet,
        "cards": cards,
        "search_form": SearchForm(request.GET if words else None),
        "words": words,
        "found": search(words, trainer=request.user, restrictions=sheet.restrictions) if words else None,
        "undo": None if undo_in else undo,
        "urgent": to_read_before_a_session(client) if session.state == TrainingSession.State.OPEN else [],
        "form": form,
    }
    return render(request, "sessions_log/log.html", context, status=status)


def _current(sheet: Sheet, about: set[UUID | None], *, opened: str) -> Row | None:
    """The exercise that lies open: what the form is about, else where the hand was unless that is done."""
    for row in sheet.rows:
        if row.entry.pk in about or (str(row.entry.pk) == opened and not row.is_done):
            return row
    return sheet.current


def show_found(request: SignedInRequest, client: Client, session: TrainingSession) -> HttpResponse:
    """What the library has for ?q=, alone, for htmx; without words, what the client does usually."""
    words = _words(request)
    sheet = open_sheet(session, client)
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "unit": unit_for(request.user, client),
        "sheet": sheet,
        "words": words,
        "found": search(words, trainer=request.user, restrictions=sheet.restrictions) if words else None,
    }
    return render(request, "sessions_log/log.html#found", context)


def _words(request: SignedInRequest) -> str:
    form = SearchForm(request.GET)
    return form.cleaned_data["q"] if form.is_valid() else ""


def show_card(
    request: SignedInRequest,
    client: Client,
    session: TrainingSession,
    entry_key: UUID,
    *,
    form: SetForm | None = None,
    about: UUID | None = None,
    undo: Undo | None = None,
    saved: str = "",
    has_logged: bool = False,
    status: int = 200,
) -> HttpResponse:
    """One exercise alone, for htmx to put in its place."""
    [row] = rows_of(session, last_done(session), only=entry_key)
    said = defaults_for(request.user, row.entry.exercise_id)
    keys = list(session.entries.values_list("pk", flat=True))
    unit = unit_for(request.user, client)
    card = card_of(
        row,
        unit=unit,
        said=said,
        place=(keys.index(entry_key) + 1, len(keys)),
        restrictions=restrictions_for(session, client),
        is_current=True,
        form=form if about == entry_key else None,
        changing=about,
        change_form=form,
        undo=undo,
    )
    context = {
        "client": client,
        "session": session,
        "unit": unit,
        "card": card,
        "form": form,
        "saved": saved,
        "has_logged": has_logged,
        "rest_seconds": rest_after(request.user, said),
        "is_swapped": True,
    }
    return render(request, "sessions_log/log.html#card", context, status=status)


def card_of(
    row: Row,
    *,
    unit: str,
    said: ExerciseDefaults | None,
    place: tuple[int, int],
    restrictions: list[Guidance],
    is_current: bool,
    form: SetForm | None = None,
    changing: UUID | None = None,
    change_form: SetForm | None = None,
    undo: Undo | None = None,
) -> Card:
    exercise = row.entry.exercise
    next_form = form or SetForm.prefilled(row.next_set, exercise=exercise, unit=unit, about=row.entry.pk)
    sets = [
        (
            one,
            set_words(one, exercise.measured_in, unit),
            (change_form or SetForm.of(one, exercise=exercise, unit=unit)).as_said(said)
            if one.pk == changing
            else None,
        )
        for one in row.sets
    ]
    last = row.last_time.sets if row.last_time else []
    return Card(
        row=row,
        sets=sets,
        last_words=sets_words(last, exercise.measured_in, unit),
        hits=unanswered(row.entry, load_kg=heaviest(row.left), restrictions=restrictions),
        left_words=sets_words(row.left, exercise.measured_in, unit),
        place=place[0],
        of=place[1],
        form=next_form.as_said(said),
        undo=undo,
        is_current=is_current,
        asks_side=exercise.per_side or (row.next_set is not None and row.next_set.side != Side.BOTH),
    )
