"""A phone at the log: it makes operations and sends them as static/js/phone does."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from clients.models import Client
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from web.context import phone_owner
from web.keys import uuid7
from web.numbers import plain
from web.search_text import searchable

JSON = "application/json"


class Phone:
    """A trainer's phone with one client; its clock goes wrong by `ahead_ms`."""

    def __init__(self, browser: Browser, trainer: User, client: Client, *, ahead_ms: int = 0) -> None:
        self.browser, self.trainer, self.client, self.ahead_ms = browser, trainer, client, ahead_ms
        self.exercises: list[dict[str, Any]] = []  # the library as the phone has it

    def now(self) -> int:
        return int(datetime.now(UTC).timestamp() * 1000) + self.ahead_ms

    def operation(self, type_: str, session: TrainingSession | UUID, *, ago_ms: int = 0, **more: Any) -> dict[str, Any]:
        key = session.pk if isinstance(session, TrainingSession) else session
        return {
            "key": str(uuid7()),
            "session": str(key),
            "client": str(self.client.pk),
            "at": self.now() - ago_ms,
            "type": type_,
            **{name: str(value) if isinstance(value, UUID) else value for name, value in more.items()},
        }

    def post(self, *operations: Any, **headers: str) -> Any:
        """The whole answer to one batch."""
        sent = {"now": self.now(), "release": 1, "operations": list(operations)}
        owner = {"X-Phone-Owner": phone_owner(self.trainer.pk), "Accept": JSON} | headers
        return self.browser.post(reverse("sessions_log:phone_operations"), sent, content_type=JSON, headers=owner)

    def send(self, *operations: Any) -> list[dict[str, Any]]:
        answer = self.post(*operations)
        assert answer.status_code == 200, answer.content
        return answer.json()["answers"]

    def statuses(self, *operations: Any) -> list[int]:
        return [answer["status"] for answer in self.send(*operations)]

    # --- operations that come often ----------------------------------------------------------

    def start(self, *exercises: Exercise, session: UUID | None = None, **more: Any) -> dict[str, Any]:
        rows = [
            {"id": str(uuid7()), "exercise": str(exercise.pk), "prescription": None, "planned": []}
            for exercise in exercises
        ]
        return self.operation("start", session or uuid7(), **{"planned": None, "read": [], "rows": rows, **more})

    def set(self, row: ExerciseEntry | dict[str, Any], session: Any, *, place: int = 0, **more: Any) -> dict[str, Any]:
        is_row = isinstance(row, ExerciseEntry)
        values = {
            "entry": row.pk if is_row else row["id"],
            "exercise": row.exercise_id if is_row else row["exercise"],
            "set": uuid7(),
            "place": place,
            "amount": 8,
            "load_kg": "60",
            "side": "both",
            "kind": "working",
            "pain": None,
        }
        return self.operation("log_set", session, **values | more)

    def change(self, logged_set: SetEntry, *, version: int = 1, **more: Any) -> dict[str, Any]:
        values = {"amount": 8, "load_kg": "60", "side": "both", "kind": "working", "pain": None}
        row = logged_set.entry
        return self.operation(
            "change_set", row.session, entry=row.pk, set=logged_set.pk, version=version, **values | more
        )

    # --- what it is given -----------------------------------------------------------------

    def sheet(self, session: TrainingSession) -> dict[str, Any]:
        answer = self.browser.get(reverse("sessions_log:sheet", args=[self.client.pk, session.pk]))
        assert answer.status_code == 200
        return answer.json()

    def day(self, **query: Any) -> dict[str, Any]:
        answer = self.browser.get(reverse("sessions_log:phone_day"), query, headers={"Accept": JSON}).json()
        if answer["library"]:
            self.exercises = unpacked_library(answer["library"]["fields"])
            answer["library"] = {"digest": answer["library"]["digest"], "exercises": self.exercises}
        return answer | {"sheets": unpacked_sheets(answer, self.exercises)}


def unpacked_library(fields: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The library's exercises, as static/js/phone/day.js unpacks them."""
    exercises = [dict(zip(fields, values, strict=True)) for values in zip(*fields.values(), strict=True)]
    return [one | {"words": f"{searchable(one['name'])} {one['words']}".strip()} for one in exercises]


def unpacked_sheets(answer: dict[str, Any], library: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The day's sheets whole, as static/js/phone/day.js unpacks them."""
    known = [{name: value for name, value in exercise.items() if name != "words"} for exercise in library]
    known += answer["exercises"]
    return [
        sheet
        | {
            "flags": answer["flags"],
            "rows": [
                row | {"exercise": known[row["exercise"]], "swaps": [known[number] for number in row["swaps"]]}
                for row in sheet["rows"]
            ],
            "choices": [choice | {"exercise": known[choice["exercise"]]} for choice in sheet["choices"]],
            "conflicts": {
                exercise["key"]: sheet["conflicts"]["lists"][number]
                for exercise, number in zip(library, sheet["conflicts"]["of"], strict=False)
                if sheet["conflicts"]["lists"][number]
            },
        }
        for sheet in answer["sheets"]
    ]


def loads(session: TrainingSession | UUID | str) -> list[str]:
    """The loads of a session's sets in their order, in kg."""
    key = session.pk if isinstance(session, TrainingSession) else session
    sets = SetEntry.objects.filter(entry__session=key).order_by("entry__position", "position")
    return [plain(one.load_kg) for one in sets]
