"""Many who work at once: trainers who log on a phone and by plain forms, practitioners who read. All is counted.

Nobody gives up what they write: an operation and a form are sent again, under the same key, until they are answered as
saved. What was answered as saved is then looked up in the database.
"""

import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.urls import reverse

from clients.models import Client
from script.benchmarks.table import Row
from script.drills.line import PATIENCE, Answer, Line
from script.drills.people import Reads, Trains
from sessions_log.models import SetEntry
from web.keys import uuid7

NONE, OK, FOUND, UNAVAILABLE = 0, 200, 302, 503
SETS = 3
AGAIN_AFTER = 0.5  # seconds
GIVEN_UP_AFTER = 120.0
TAGS = re.compile(r"<[^>]*>")
DIGEST = re.compile(r'"digest":"(\w+)"')  # of the library of exercises, which a phone fetches once
HOME = "traffic-home.example"


@dataclass
class Tally:
    """What all of them were answered. `kind` is read, phone or form."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    surprises: list[str] = field(default_factory=list)  # answers that nothing explains
    without_typed: int = 0  # forms that came back without what was typed
    sessions: set[UUID] = field(default_factory=set)  # begun
    sets: set[str] = field(default_factory=set)  # answered as saved
    clients: set[str] = field(default_factory=set)  # addresses of those who were answered as saved
    never_saved: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, answer: Answer, expected: Sequence[int]) -> None:
        with self._lock:
            self.statuses[kind, answer.status] += 1
            self.seconds[kind].append(answer.seconds)
            if answer.status not in expected:
                self.surprises.append(f"{kind} {answer.status}: {' '.join(TAGS.sub(' ', answer.body).split())[-700:]}")

    def of(self, kind: str, *statuses: int) -> int:
        return sum(self.statuses[kind, status] for status in statuses)

    def quantile(self, share: float) -> float:
        """Seconds, over all requests."""
        every = sorted(each for seconds in self.seconds.values() for each in seconds)
        return every[int(share * (len(every) - 1))]


class Person(Protocol):
    line: Line

    def act(self) -> None: ...


class Trainer:
    """Logs session after session, mostly by the phone, and looks at pages in between."""

    def __init__(self, line: Line, trains: Trains, tally: Tally, random: Random) -> None:
        self.line, self._trains, self._tally, self._random = line, trains, tally, random
        self._library = ""
        self._pages = [
            lambda: reverse("today"),
            lambda: reverse("workspace:overview", args=[trains.client]),
            lambda: f"{reverse('sessions_log:phone_day')}?library={self._library}",
        ]
        self._steps = self._sessions()

    def act(self) -> None:
        next(self._steps)()
        if self._random.random() < 0.3:
            answer = self.line.get(self._random.choice(self._pages)())
            self._tally.note("read", answer, [OK, UNAVAILABLE, NONE])
            library = DIGEST.search(answer.body)
            self._library = library[1] if library else self._library

    def unsent(self) -> list[Callable[[], object]]:
        """All of one session, as it waits on a phone without reception, to be sent later."""
        return list(self._session())

    def _sessions(self) -> Iterator[Callable[[], object]]:
        while True:
            yield from self._session()

    def _session(self) -> Iterator[Callable[[], object]]:
        key = uuid7()
        session = str(key)
        self._tally.sessions.add(key)
        rows = [{"id": str(uuid7()), "exercise": key, "prescription": None} for key in self._trains.exercises]
        start: list[dict[str, Any]] = [{**row, "planned": []} for row in rows]
        yield self._batch(session, {"type": "start", "planned": None, "read": [], "rows": start})
        yield self._new_client()
        for row in rows:
            for place in range(SETS):
                yield self._batch(session, _log_set(row, place))
            yield self._plain_set(session, str(row["id"]))
        scores = {"type": "scores", "version": 1, "effort": 6, "pain_before": 3, "pain_after": 2}
        words = {"team_note": "Good day", "private_note": ""}
        yield self._batch(session, scores | words, {"type": "end", "minutes": 50})

    def _batch(self, session: str, *operations: dict[str, Any]) -> Callable[[], object]:
        head = {"session": session, "client": self._trains.client, "at": _now()}
        sent = [head | {"key": str(uuid7())} | operation for operation in operations]
        return lambda: self._until_saved(lambda: self._send_batch(sent))

    def _send_batch(self, sent: list[dict[str, Any]]) -> bool:
        body = json.dumps({"now": _now(), "release": 1, "operations": sent})
        owner = {"X-Phone-Owner": self._trains.phone_owner}
        answer = self.line.send_json(reverse("sessions_log:phone_operations"), body, owner)
        self._tally.note("phone", answer, [OK, UNAVAILABLE, NONE])
        if answer.status != OK:
            return False
        if any(each["status"] != OK for each in json.loads(answer.body)["answers"]):
            self._tally.surprises.append(f"an operation was not taken: {answer.body[:400]}")
        self._tally.sets |= {operation["set"] for operation in sent if "set" in operation}
        return True

    def _plain_set(self, session: str, entry: str) -> Callable[[], object]:
        """The log without scripts."""
        path = reverse("sessions_log:add_set", args=[self._trains.client, session, entry])
        key = str(uuid7())
        fields = {"key": key, "amount": "8", "load": "20", "side": "both", "kind": "working"}
        return lambda: self._form(path, fields, lambda: self._tally.sets.add(key))

    def _new_client(self) -> Callable[[], object]:
        key = uuid7()
        email = f"{key}@{HOME}"
        fields = {
            "key": str(key),
            "name": f"Robin {key.hex[-8:]}",  # a name that is there already is asked about
            "email": email,
            "language": "en",
            "time_zone": settings.DEFAULT_TIME_ZONE,
            "goal": "Climb stairs <again> & 'down'",
            "sees_practitioner": "not-asked",
        }
        return lambda: self._form(reverse("careplan:add_client"), fields, lambda: self._tally.clients.add(email))

    def _form(self, path: str, fields: dict[str, str], on_saved: Callable[[], object]) -> None:
        """Where the form comes back, it is sent again by the button of the page that says so, with what stands there."""
        typed = [fields]

        def send() -> bool:
            answer = self.line.send(path, typed[0])
            self._tally.note("form", answer, [FOUND, UNAVAILABLE, NONE])
            if answer.status == UNAVAILABLE:
                there = answer.hidden_fields
                if any(there.get(name, "").split() != value.split() for name, value in fields.items()):
                    self._tally.without_typed += 1
                else:
                    typed[0] = there
            return answer.status == FOUND

        if self._until_saved(send):
            on_saved()

    def _until_saved(self, send: Callable[[], bool]) -> bool:
        until = time.monotonic() + GIVEN_UP_AFTER
        while not send():
            if time.monotonic() > until:
                self._tally.never_saved += 1
                return False
            time.sleep(AGAIN_AFTER)
        return True


class Reader:
    """A practitioner who reads what is shared."""

    def __init__(self, line: Line, reads: Reads, tally: Tally, random: Random) -> None:
        self.line, self._tally, self._random = line, tally, random
        records = [reverse("practitioner_portal:record", args=[grant]) for grant in reads.grants]
        self._pages = [reverse("practitioner_portal:list"), *records]

    def act(self) -> None:
        self._tally.note("read", self.line.get(self._random.choice(self._pages)), [OK, UNAVAILABLE, NONE])


class Crowd:
    """All of them at work, each in a thread; with the block they finish what they have in hand, and go."""

    def __init__(self, people: Sequence[Person], *, think: float) -> None:
        self._going = threading.Event()
        self._going.set()
        self._threads = [
            threading.Thread(target=self._work, args=(person, think, Random(number)), daemon=True)  # noqa: S311
            for number, person in enumerate(people)
        ]

    def __enter__(self) -> None:
        connections.close_all()  # what the drill itself has asked is over
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_error: object) -> None:
        self._going.clear()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Person, think: float, random: Random) -> None:
        """Between two acts they think, each for a while of their own."""
        time.sleep(random.uniform(0, think))
        while self._going.is_set():
            person.act()
            time.sleep(random.uniform(0.5, 1.5) * think)
        person.line.close()


def at_work(
    train: Sequence[Trains],
    read: Sequence[Reads],
    tally: Tally,
    *addresses: tuple[str, int],
    patience: float = PATIENCE,
) -> list[Person]:
    """Each with a browser of their own, which begins with one of the addresses; the same at each run."""
    random = Random(7)  # noqa: S311

    def line(each: Trains | Reads, place: int) -> Line:
        turned = addresses[place % len(addresses) :] + addresses[: place % len(addresses)]
        return Line(each.cookies, *turned, patience=patience)

    people: list[Person] = [Trainer(line(each, place), each, tally, random) for place, each in enumerate(train)]
    return people + [Reader(line(each, place), each, tally, random) for place, each in enumerate(read)]


def what_came(tally: Tally, *, is_always_there: bool = True, is_always_served: bool = True) -> list[Row]:
    """What was answered, and whether what was answered as saved is there, once.

    The database may be away for longer than anybody waits, and a web server may end with requests in hand.
    """
    new = list(Client.objects.filter(email__endswith=f"@{HOME}").values_list("email", flat=True))
    logged = {
        str(key) for key in SetEntry.objects.filter(entry__session__in=tally.sessions).values_list("pk", flat=True)
    }
    for surprise in tally.surprises[:20]:
        print(surprise, flush=True)
    return [
        Row(name="requests", value=sum(tally.statuses.values())),
        Row(name="answers of 500, or otherwise not foreseen", value=len(tally.surprises), limit=0),
        Row(
            name="requests without an answer",
            value=sum(tally.of(kind, NONE) for kind in tally.seconds),
            limit=0 if is_always_served else None,
        ),
        # Who reads waits for a while, and is then told to come again.
        Row(
            name="reads that were not shown", value=tally.of("read", UNAVAILABLE), limit=0 if is_always_there else None
        ),
        Row(name="operations and forms never saved", value=tally.never_saved, limit=0),
        Row(name="sets answered as saved", value=len(tally.sets)),
        Row(name="of these not there", value=len(tally.sets - logged), limit=0),
        Row(name="sets there beside these, such as twice", value=len(logged - tally.sets), limit=0),
        Row(name="clients answered as saved", value=len(tally.clients)),
        Row(name="of these not there", value=len(tally.clients - set(new)), limit=0),
        Row(name="clients there twice", value=len(new) - len(set(new)), limit=0),
    ]


def _log_set(row: dict[str, Any], place: int) -> dict[str, Any]:
    values = {"place": place, "amount": 10, "load_kg": "20", "side": "both", "kind": "working", "pain": None}
    return {"type": "log_set", "entry": row["id"], "exercise": row["exercise"], "set": str(uuid7())} | values


def _now() -> int:
    return int(time.time() * 1000)
