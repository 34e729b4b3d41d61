"""What a phone sends: batches of operations, each one tap. Read here with suspicion; what they do is in operations.py."""

import json
import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from careplan.models import Side
from exercises.models import Exercise
from sessions_log.conflicts import GuidanceAnswer
from sessions_log.forms import ExerciseNoteForm, FlagForm, ScoresForm, SetForm, SkipForm
from sessions_log.forms.log import MOST_CHANGES, load_field
from sessions_log.logbook import Scores, SetValues
from sessions_log.plan import PlannedSet
from web.json_in import MalformedError, TooLargeError, read_json
from web.words import StrOrPromise

AT_MOST = 50  # operations of one batch
MOST_BYTES = 200_000
MOST_DEPTH = 12  # a set that is planned in a row of a start lies eight deep
LATEST = timedelta(hours=72)  # how long a phone keeps an operation
MOST_PLANNED = 60  # sets of one exercise


class RefusedError(Exception):
    """The operation can't be taken as it is; the words say why."""

    def __init__(self, words: StrOrPromise) -> None:
        super().__init__(str(words))
        self.words = str(words)


@dataclass(frozen=True)
class Batch:
    sent_at: float  # ms by the phone's clock
    operations: list[Any]  # as they came, in order


def read_batch(body: bytes) -> Batch:
    """The batch, its operations not read yet. Raises MalformedError or TooLargeError."""
    sent = read_json(body, most_bytes=MOST_BYTES, most_depth=MOST_DEPTH)
    if not isinstance(sent, dict) or not isinstance(sent.get("operations"), list) or not _is_time(sent.get("now")):
        raise MalformedError
    if len(sent["operations"]) > AT_MOST:
        raise TooLargeError
    return Batch(sent["now"], sent["operations"])


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


@dataclass(frozen=True)
class Fields:
    """One operation as a phone sent it, its frame sound; whatever else is in it is read by name, checked."""

    key: UUID
    session: UUID
    client: UUID
    at: datetime  # when it was made, by our clock
    type: str
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        """What tells another body under the same key: 64 hex digits."""
        return digest_of(self.body)

    def has(self, name: str) -> bool:
        return self.body.get(name) is not None

    def uuid(self, name: str) -> UUID:
        return _uuid(self.body.get(name))

    def uuid_or_none(self, name: str) -> UUID | None:
        return self.uuid(name) if self.has(name) else None

    def uuids(self, name: str) -> list[UUID]:
        return [_uuid(value) for value in _list(self.body.get(name))]

    def rows(self, name: str) -> list["Fields"]:
        """A list of objects, each read as the operation is."""
        return [replace(self, body=_dict(row)) for row in _list(self.body.get(name))]

    def text(self, name: str, *, at_most: int) -> str:
        value = self.body.get(name, "")
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > at_most:
            raise RefusedError(_unreadable())
        return value

    def whole(self, name: str, *, at_most: int = MOST_CHANGES) -> int:
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= at_most:
            raise RefusedError(_unreadable())
        return value

    def choice(self, name: str, values: Collection[str]) -> str:
        """One of the values; "" where it is left out."""
        value = self.text(name, at_most=40)
        if value not in values:
            raise RefusedError(_unreadable())
        return value

    def days(self, name: str) -> list[date]:
        try:
            return [date.fromisoformat(value) for value in _list(self.body.get(name))]
        except (TypeError, ValueError) as error:
            raise RefusedError(_unreadable()) from error

    def is_true(self, name: str) -> bool:
        return self.body.get(name) is True

    # --- what is judged as the plain forms judge it ---------------------------------------

    def set_values(self, exercise: Exercise) -> SetValues:
        """What was done in a set of `exercise`."""
        names = {"amount": "amount", "load": "load_kg", "side": "side", "kind": "kind", "pain": "pain"}
        typed = {name: _typed(self.body.get(sent)) for name, sent in names.items()}
        form = SetForm(typed | {"sure": "1"}, exercise=exercise, unit="kg", about=self.key)
        self._cleaned(form)
        return form.cleaned_set()

    def load_kg(self) -> Decimal | None:
        load: Decimal | None = _clean(load_field("kg"), self.body.get("load_kg"))
        return load

    def side(self) -> str | None:
        side = self.text("side", at_most=5)
        if side and side not in Side.values:
            raise RefusedError(_unreadable())
        return side or None

    def pain(self) -> int | None:
        """0 to 10; None where it is left out, as phones of earlier releases do."""
        return None if self.body.get("pain") is None else self.whole("pain", at_most=10)

    def planned(self, exercise: Exercise) -> list[PlannedSet] | None:
        """The sets that the phone expects; None where it says nothing of them."""
        if not self.has("planned"):
            return None
        rows = self.rows("planned")
        if len(rows) > MOST_PLANNED:
            raise RefusedError(_unreadable())
        sets = [row.set_values(exercise) for row in rows]
        return [PlannedSet(values.amount, values.load_kg, values.side) for values in sets]

    def why_skipped(self) -> str:
        why = self.text("why", at_most=200)
        if why:
            self._cleaned(SkipForm({"words": why, "version": "1"}))
        return why

    def note_values(self) -> dict[str, Any]:
        typed = {"pain": _typed(self.body.get("pain")), "note": self.text("note", at_most=300), "version": "1"}
        cleaned = self._cleaned(ExerciseNoteForm(typed))
        return {"pain": cleaned["pain"], "note": cleaned["note"]}

    def what_was_done(self) -> str:
        done: str = _clean(FlagForm.base_fields["done"], self.text("done", at_most=500))
        return done

    def scores(self) -> Scores:
        typed = {name: _typed(self.body.get(name)) for name in ScoresForm.SCORES}
        form = ScoresForm(typed | {"minutes": "1", "version": "1", "sure": "1"})
        self._cleaned(form)
        return form.scores()

    def guidance_answer(self) -> GuidanceAnswer:
        return GuidanceAnswer(
            acknowledged=frozenset(self.uuids("acknowledged")),
            reason=self.text("reason", at_most=300),
            is_not_meant=self.is_true("not_meant"),
        )

    def minutes(self) -> int:
        minutes: int = _clean(ScoresForm.base_fields["minutes"], self.body.get("minutes"))
        return minutes

    def _cleaned(self, form: Any) -> dict[str, Any]:
        if form.is_valid():
            return form.cleaned_data
        raise RefusedError(" ".join(str(words) for errors in form.errors.values() for words in errors))


def read_fields(sent: Any, *, phone_now: float, now: datetime) -> Fields:
    """One operation of a batch. Raises RefusedError.

    Its time is reckoned by how long ago it was on the phone: a clock that is wrong is wrong for both.
    """
    body = _dict(sent)
    _require_clean(body)
    if not _is_time(body.get("at")) or not isinstance(body.get("type"), str):
        raise RefusedError(_unreadable())
    ago = timedelta(milliseconds=min(max(phone_now - body["at"], 0), LATEST / timedelta(milliseconds=1)))
    return Fields(
        key=_uuid(body.get("key")),
        session=_uuid(body.get("session")),
        client=_uuid(body.get("client")),
        at=now - ago,
        type=body["type"],
        body=body,
    )


def digest_of(body: dict[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def key_of(sent: Any) -> str | None:
    """The key of what could not be read otherwise, so that the phone knows which operation an answer is about."""
    key = sent.get("key") if isinstance(sent, dict) else None
    return key if isinstance(key, str) else None


def _unreadable() -> str:
    return _("Carelane can't read this. Reload the page; if it says so again, write it down and tell us.")


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise RefusedError(_unreadable()) from error


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise RefusedError(_unreadable())
    return value


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RefusedError(_unreadable())
    return value


def _typed(value: Any) -> str:
    """A number or text as somebody would have typed it into a field."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RefusedError(_unreadable())
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def _clean(field: Any, value: Any) -> Any:
    try:
        return field.clean(_typed(value))
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error


def _require_clean(value: Any) -> None:
    """No database keeps NUL or half a character in its text."""
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        raise RefusedError(_("There is a character in the text that can't be kept. Take it out and send it again."))
    if isinstance(value, float) and not math.isfinite(value):  # 1e999
        raise RefusedError(_unreadable())
    if isinstance(value, dict):
        for name, part in value.items():
            _require_clean(name)
            _require_clean(part)
    if isinstance(value, list):
        for part in value:
            _require_clean(part)
