"""What the benchmark of sweeps measures each of them by: rows copied by the database, CPU times in turns, peak memory."""

# ruff: noqa: S608 -- SQL is put together from the benchmark's constants

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from clients.models import Client
from practitioners.models import Discipline, Practitioner
from script.benchmarks.sampling import cpu_ms, forget_undone, in_one_process, medians
from script.benchmarks.table import Row

IS_POSTGRES = connection.vendor == "postgresql"
ON_SQLITE = 20  # the sizes are divided by this
NOON = datetime(2026, 12, 1, 17, tzinfo=UTC)  # a Tuesday, in Toronto
DAY = date(2026, 12, 1)
ROUNDS = 3
TIMES, AGAIN = 3.0, 0.1
MOST_IDLE = 5.0  # milliseconds to find nothing due
MOST_MEMORY = 40.0  # MB above idle


LANE = {"may_set_restrictions": "no", "may_prescribe_exercise": "no"}


def make_client(sweep: str) -> Client:
    """A client to copy, of a trainer of the sweep's own."""
    trainer = User.objects.create(email=f"{sweep}@people.example", name="Ana Costa", is_trainer=True)
    email = "bench@home.example"
    return Client.objects.create(
        name="Person", email=email, confirmed_address=email, confirmed_at=NOON, lead_trainer=trainer
    )


def make_practitioner() -> Practitioner:
    discipline = Discipline.objects.create(
        code="bench", name_en="Bench", mark="B", lane=1, may_clear_for_exercise=False, **LANE
    )
    return Practitioner.objects.create(name="Kai Ono", email="kai@clinic.example", discipline=discipline)


class MeasuredSweep(ABC):
    """One sweep, with what it is measured by; `size` is the number of all rows, a small part of which is due."""

    name: str
    full_size: int

    def __init__(self, part: int) -> None:
        self.size = self.full_size // part // (1 if IS_POSTGRES else ON_SQLITE)

    @abstractmethod
    def fill(self) -> None: ...

    @abstractmethod
    def sweep(self) -> int:
        """Runs it, and returns for how many there was something to do."""

    @abstractmethod
    def floor(self) -> None:
        """One hand-written query for all that is due, and a bare bulk_create of the rows that the sweep writes."""


def measured(sweep: MeasuredSweep) -> list[Row]:
    """The figures of one sweep; its rows stay."""
    in_one_process()
    sweep.fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    memory = _memory_of(sweep)
    first, floor, again = medians(
        lambda: _undone(sweep.sweep),
        lambda: _undone(sweep.floor),
        lambda: _undone(sweep.sweep, after=sweep.sweep),
        rounds=ROUNDS,
    )
    done = sweep.sweep()
    with CaptureQueriesContext(connection) as queries:
        sweep.sweep()
    read = [query for query in queries if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    [nothing] = medians(lambda: cpu_ms(sweep.sweep), rounds=20)
    return [
        Row(name=f"{sweep.name}: rows", value=sweep.size),
        Row(name=f"{sweep.name}: due", value=done),
        Row(name=f"{sweep.name}: floor", value=floor, unit="ms"),
        Row(name=f"{sweep.name}: sweep", value=first, unit="ms"),
        Row(name=f"{sweep.name}: sweep / floor", value=first / floor, limit=TIMES),
        Row(name=f"{sweep.name}: second sweep / first", value=again / first, limit=AGAIN),
        Row(name=f"{sweep.name}: nothing due", value=nothing, limit=MOST_IDLE, unit="ms"),
        Row(name=f"{sweep.name}: queries where nothing is due", value=len(read), limit=1),
        Row(name=f"{sweep.name}: memory above idle", value=memory, limit=MOST_MEMORY, unit="MB"),
    ]


def _undone(act: Callable[[], object], *, after: Callable[[], object] | None = None) -> float:
    """CPU time of `act` in ms, which is rolled back with what came before it."""
    forget_undone()
    with transaction.atomic():
        if after:
            after()
        figure = cpu_ms(act)
        transaction.set_rollback(True)
    return figure


def _memory_of(sweep: MeasuredSweep) -> float:
    """By how many MB this process grows at most while the sweep runs."""
    forget_peak()
    idle = peak_mb()
    with transaction.atomic():
        sweep.sweep()
        transaction.set_rollback(True)
    return peak_mb() - idle


def forget_peak() -> None:
    """Lets the peak of memory begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory of this process since the peak began."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


# --- rows -----------------------------------------------------------------------------------


def copy_row(cursor: CursorWrapper, row: Model, times: int, **changes: str) -> None:
    """So many copies of a row, with the SQL of `changes` in their columns; `i` counts from 1."""
    columns = [field.column or field.name for field in row._meta.concrete_fields]
    values = ", ".join(changes.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table, key = row._meta.db_table, row._meta.pk.column
    cursor.execute(
        f"INSERT INTO {table} ({names}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
        f"SELECT {values} FROM n, {table} t WHERE t.{key} = %s",
        [row.pk if IS_POSTGRES else row.pk.hex],
    )


def sql_key(kind: str, number: str) -> str:
    """The SQL of the key of the row with this number."""
    if IS_POSTGRES:
        return f"('{kind}0000000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
    return f"printf('{kind}0000000000070008000%012x', {number})"


def sql_moment(sql: str) -> str:
    return f"({sql})::timestamptz" if IS_POSTGRES else sql


def as_text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def copies_may_dangle(cursor: CursorWrapper) -> None:
    """Inside a transaction: no foreign key is looked at, since the copies point where they should."""
    if IS_POSTGRES:
        cursor.execute("SET LOCAL session_replication_role = replica")
