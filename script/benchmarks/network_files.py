"""What the network's benchmark does with files and duplicates: imports of 1,000 and 5,000 rows, the finder among 5k and 50k."""

import gc
import time
import tracemalloc

from django.utils import timezone

from accounts.models import User
from practitioners import imports
from practitioners.duplicates import compare_due
from practitioners.file_columns import COLUMNS
from practitioners.import_check import check
from practitioners.models import Clinic, Discipline, Practitioner
from practitioners.network_records import LikelyDuplicate, PractitionerImport
from script.benchmarks.table import Row
from web.columns_in import guessed
from web.models import AT_ONCE
from web.tables_in import Table, read_table

FEW, MANY = 1_000, 5_000
MOST_RATIO = 6  # 5,000 rows over 1,000
MOST_GROWTH = 2  # of memory per row
SMALL, LARGE = 5_000, 50_000
MOST_N_LOG_N = 13  # tenfold as many is 10 × (log 50,000 / log 5,000) = 12.7 times the work
PAIRS = 50  # one in so many is there twice
HEADING = "Nom;Courriel;Profession;Téléphone;Clinique;Ville;Permis\r\n"
BATCH = 2_000


def divide(part: int) -> None:
    """All sizes by `part`."""
    global FEW, MANY, SMALL, LARGE
    FEW, MANY, SMALL, LARGE = FEW // part, MANY // part, SMALL // part, LARGE // part


def import_rows() -> list[Row]:
    """CPU time and memory of a whole import, from the file to the last row."""
    admin = User.objects.create(email="importer@bench.example", name="Importer", is_network_admin=True)
    _imported(admin, 200, "warm")
    few, few_memory = _imported(admin, FEW, "few")
    many, many_memory = _imported(admin, MANY, "many")
    growth = (many_memory / MANY) / (few_memory / FEW)
    return [
        Row(name=f"import of {FEW:,}: CPU time", value=few * 1000, unit="ms"),
        Row(name=f"import of {MANY:,}: CPU time", value=many * 1000, unit="ms"),
        Row(name=f"import of {MANY:,} over {FEW:,}", value=many / few, limit=MOST_RATIO, unit="×"),
        Row(name=f"import of {MANY:,}: most memory", value=many_memory / 2**20, unit="MB"),
        Row(name="memory of a row among many over among few", value=growth, limit=MOST_GROWTH, unit="×"),
    ]


def _imported(admin: User, rows: int, batch: str) -> tuple[float, int]:
    """CPU seconds, and the most memory in bytes, measured in a second run so that neither disturbs the other."""
    times = []
    for run in ("time", "memory"):
        content = _file(rows, f"{batch}-{run}")
        gc.collect()
        if run == "memory":
            tracemalloc.start()
        start = time.process_time()
        _import(read_table(content), admin)
        times.append(time.process_time() - start)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return times[0], most


def _import(table: Table, admin: User) -> None:
    opened = imports.open_import(table, by=admin)
    matched = guessed(table.columns, known=COLUMNS, remembered={})
    imports.match(opened, matched=matched, known=PractitionerImport.Known.UPDATE)
    plan = check(opened)
    assert plan.figures["new"] == len(table.rows), plan.problems[:3]
    imports.confirm(opened, by=admin, figures=plan.figures)
    imports.write_queued()
    opened.refresh_from_db()
    assert opened.state == PractitionerImport.State.DONE


def _file(rows: int, batch: str) -> bytes:
    lines = (
        f'"Bélanger{number}, Zoé";{batch}-{number}@bench.example;PT;514 555-{number % 10_000:04};'
        f"Clinique {number % 300};Montréal;{batch}-{number}\r\n"
        for number in range(rows)
    )
    return (HEADING + "".join(lines)).encode("cp1252")


# --- duplicates ---------------------------------------------------------------------------


def duplicate_rows() -> list[Row]:
    """The finder over a network that is all new; then one entry more, which costs the same in both."""
    small, small_next = _compared(SMALL)
    large, large_next = _compared(LARGE)
    return [
        Row(name=f"duplicates among {SMALL:,}: CPU time", value=small, unit="s"),
        Row(name=f"duplicates among {LARGE:,}: CPU time", value=large, unit="s"),
        Row(name=f"duplicates among {LARGE:,} over {SMALL:,}", value=large / small, limit=MOST_N_LOG_N, unit="×"),
        Row(name=f"one changed entry among {SMALL:,}", value=small_next * 1000, unit="ms"),
        Row(name=f"one changed entry among {LARGE:,}", value=large_next * 1000, unit="ms"),
        Row(name="one changed entry, large over small", value=large_next / small_next, limit=3, unit="×"),
    ]


def _compared(number: int) -> tuple[float, float]:
    """CPU seconds to compare a network of that size anew, and one entry in it."""
    Practitioner.objects.all().delete()
    _fill(number)
    start = time.process_time()
    compare_due(now=timezone.now())
    whole = time.process_time() - start
    assert LikelyDuplicate.objects.count() == number // PAIRS, LikelyDuplicate.objects.count()
    times = []
    for entry in Practitioner.objects.order_by("pk")[:20]:
        Practitioner.objects.filter(pk=entry.pk).update(compare_due_at=AT_ONCE)
        start = time.process_time()
        compare_due(now=timezone.now())
        times.append(time.process_time() - start)
    return whole, sorted(times)[len(times) // 2]


def _fill(number: int) -> None:
    discipline = Discipline.objects.get(code="physiotherapist")
    clinics = Clinic.objects.bulk_create(Clinic(name=f"Clinic {place} of {number}") for place in range(number // 20))
    for start in range(0, number, BATCH):
        batch = []
        for place in range(start, min(start + BATCH, number)):
            twin = place - 1 if place % PAIRS == 1 else place  # licence of the one before
            practitioner = Practitioner(
                name=f"Given{place % 997} Family{place}",
                email=f"bench{place}@bench.example",
                discipline=discipline,
                clinic=clinics[place % len(clinics)],
                phone=f"416 55{place // 10_000} {place % 10_000:04}",
                licence_number=f"L-{twin}",
            )
            practitioner.derive()
            batch.append(practitioner)
        Practitioner.objects.bulk_create(batch)
