"""The log as a page: one shape for every answer that shows it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import SignedInRequest
from careplan.models import Side
from clients.models import Client
from sessions_log.amounts import set_words
from sessions_log.forms import SearchForm, SetForm
from sessions_log.models import SetEntry, TrainingSession
from sessions_log.sheet import Row, last_done, open_sheet, rows_of, search

Undo = tuple[str, str]  # (what was taken out, in words; what puts it back)


@dataclass(frozen=True)
class Card:
    """One exercise of the log as it is shown."""

    row: Row
    sets: list[tuple[SetEntry, str, SetForm | None]]  # with its words, and its form while it is being corrected
    last_words: str
    form: SetForm  # the next set
    undo: Undo | None = None
    asks_side: bool = False
    is_current: bool = False  # its form lies open

    @property
    def next_number(self) -> int:
        return len(self.sets) + 1

    @property
    def asked_number(self) -> int | None:
        """How many sets are prescribed, while there are some left to do."""
        asked = self.row.entry.prescription
        return asked.sets if asked and self.next_number <= asked.sets else None

    @property
    def is_changing(self) -> bool:
        return any(form for _one, _words, form in self.sets)


def session_of(client: Client, session_id: UUID) -> TrainingSession:
    """One of the client's sessions, or 404."""
    return get_object_or_404(TrainingSession, pk=session_id, client=client)


def back_to_log(session: TrainingSession, anchor: str = "") -> HttpResponse:
    """On to the log by GET, at the place where the hand was."""
    address = reverse("sessions_log:log", args=[session.client_id, session.pk])
    return redirect(f"{address}#{anchor}" if anchor else address)


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
    words = _words(request)
    cards = [
        card_of(
            request,
            row,
            is_current=row is sheet.rows[-1] or row.entry.pk in {about, undo_in},
            form=form if about == row.entry.pk else None,
            changing=about,
            change_form=form,
            undo=undo if undo_in == row.entry.pk else None,
        )
        for row in sheet.rows
    ]
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "is_open": session.state == TrainingSession.State.OPEN,
        "sheet": sheet,
        "cards": cards,
        "search_form": SearchForm(request.GET if words else None),
        "words": words,
        "found": search(words, trainer=request.user, restrictions=sheet.restrictions) if words else None,
        "undo": None if undo_in else undo,
        "form": form,
    }
    return render(request, "sessions_log/log.html", context, status=status)


def show_found(request: SignedInRequest, client: Client, session: TrainingSession) -> HttpResponse:
    """What the library has for ?q=, alone, for htmx; without words, what the client does usually."""
    words = _words(request)
    sheet = open_sheet(session, client)
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
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
    status: int = 200,
) -> HttpResponse:
    """One exercise alone, for htmx to put in its place."""
    [row] = rows_of(session, last_done(session), only=entry_key)
    card = card_of(
        request,
        row,
        is_current=True,
        form=form if about == entry_key else None,
        changing=about,
        change_form=form,
        undo=undo,
    )
    context = {"client": client, "session": session, "card": card, "form": form, "saved": saved, "is_swapped": True}
    return render(request, "sessions_log/log.html#card", context, status=status)


def card_of(
    request: SignedInRequest,
    row: Row,
    *,
    is_current: bool,
    form: SetForm | None = None,
    changing: UUID | None = None,
    change_form: SetForm | None = None,
    undo: Undo | None = None,
) -> Card:
    unit, exercise = request.user.load_unit, row.entry.exercise
    next_form = form or SetForm.prefilled(row.next_set, exercise=exercise, unit=unit, about=row.entry.pk)
    sets = [
        (
            one,
            set_words(one, exercise.measured_in, unit),
            (change_form or SetForm.of(one, exercise=exercise, unit=unit)) if one.pk == changing else None,
        )
        for one in row.sets
    ]
    last = row.last_time.sets if row.last_time else []
    return Card(
        row=row,
        sets=sets,
        last_words=", ".join(set_words(one, exercise.measured_in, unit) for one in last),
        form=next_form,
        undo=undo,
        is_current=is_current,
        asks_side=exercise.per_side or row.next_set.side != Side.BOTH,
    )
