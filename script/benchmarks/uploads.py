"""Uploads: memory above idle for the worst allowed file of each kind, and the CPU time of those that are refused."""

import gc
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from script.benchmarks.table import Row, report
from web.tables_in import UnreadableTableError, read_table
from web.uploads import MOST_BYTES, UnreadableFileError, checked

MOST_MEMORY = 120  # MiB above idle, the web process and what it starts together
REFUSED_WITHIN = 0.3  # seconds
PAUSE = 0.002
MIB = 1024 * 1024


def picture(size: tuple[int, int], kind: str, mode: str = "RGB", **options: object) -> bytes:
    """Coarse noise: it compresses as a photograph does."""
    random.seed(1)
    coarse = Image.effect_noise((size[0] // 40 + 1, size[1] // 40 + 1), 60)
    content = BytesIO()
    coarse.resize(size).convert(mode).save(content, kind, **options)
    return content.getvalue()


def full_table() -> bytes:
    """Rows and columns to the limit, in two-byte letters."""
    cell = "é" * 18
    heading = ";".join(f"Column {number}" for number in range(50))
    return "\r\n".join([heading, *([";".join([cell] * 50)] * 5_000)]).encode()


ALLOWED: dict[str, Callable[[], bytes]] = {
    "PNG, 25 megapixels in colour": lambda: picture((5000, 5000), "PNG"),
    "PNG, with transparency": lambda: picture((5000, 5000), "PNG", "RGBA"),
    "JPEG, 25 megapixels": lambda: picture((5000, 5000), "JPEG", quality=90),
    "JPEG, 25 megapixels, progressive": lambda: picture((5000, 5000), "JPEG", quality=90, progressive=True),
    "PDF, 10 MB": lambda: b"%PDF-1.7\n" + os.urandom(MOST_BYTES - 100) + b"\n%%EOF\n",
    "CSV, 5,000 rows of 50 columns": full_table,
    "CSV, 10 MB of cp1252": lambda: full_table().decode().encode("cp1252"),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "PNG, 7000 x 7100": lambda: picture((7000, 7100), "PNG", "1"),
    "JPEG, 30 megapixels": lambda: picture((6000, 5000), "JPEG"),
    "JPEG, progressive beyond memory": lambda: picture((5000, 5000), "JPEG", progressive=True, subsampling=0),
    "PNG of rubbish, 10 MB": lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(MOST_BYTES - 100),
    "CSV of two-byte rows, 4 MB": lambda: b"x\n" * 2_000_000,
    "CSV of empty rows, 10 MB": lambda: b"Name\n" + b"\n" * (MOST_BYTES - 100),
    "CSV of columns, 10 MB": lambda: b"a," * (MOST_BYTES // 2 - 100),
    "CSV in two encodings, 10 MB": lambda: "é\n".encode() * (MOST_BYTES // 4) + b"\xe9\n" * (MOST_BYTES // 8),
}


# --- the process that is measured: it reads one file as the forms do ------------------------


def read(path: Path, kind: str) -> None:
    """Prints when it is idle, waits for a line, reads the file, prints the CPU seconds that took, and ends on a line."""
    print("idle", flush=True)
    sys.stdin.readline()
    gc.collect()
    start = time.process_time()
    try:
        if kind == "CSV":
            read_table(path.read_bytes())
        else:
            upload = UploadedFile(path.open("rb"), size=path.stat().st_size)
            checked(upload)
    except (UnreadableFileError, UnreadableTableError):
        print("refused", time.process_time() - start, flush=True)
    else:
        print("taken", time.process_time() - start, flush=True)
    sys.stdin.readline()


def resident(pid: int) -> int:
    """Bytes, of the process and all that it has started."""
    total = 0
    try:
        total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return total
    return total + sum(resident(int(child)) for child in children)


def sample_memory(pid: int, samples: list[int], is_read: threading.Event) -> None:
    while not is_read.wait(PAUSE):
        samples.append(resident(pid))


def measured(content: bytes, kind: str) -> tuple[str, float, float]:
    """(taken or refused, CPU seconds, MiB above idle at the highest)."""
    path = Path(os.environ["CARELANE_VAR"]) / "upload"
    path.write_bytes(content)
    command = [sys.executable, "-m", "script.benchmarks.uploads", "--read", str(path), kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "idle\n"
        samples = [resident(process.pid)]
        is_read = threading.Event()
        watch = threading.Thread(target=sample_memory, args=(process.pid, samples, is_read))
        watch.start()
        process.stdin.write("\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        is_read.set()
        watch.join()
        process.communicate("\n")
    outcome, seconds = answer.split()
    return outcome, float(seconds), (max(samples) - samples[0]) / MIB


def measure() -> list[Row]:
    rows = []
    for name, make in ALLOWED.items():
        content = make()
        assert len(content) <= MOST_BYTES, (name, len(content))
        outcome, seconds, memory = measured(content, name[:3])
        assert outcome == "taken", name
        rows.append(Row(name=f"{name}: memory above idle", value=memory, limit=MOST_MEMORY, unit="MiB"))
        rows.append(Row(name=f"{name}: time", value=seconds * 1000, unit="ms"))
    for name, make in REFUSED.items():
        content = make()
        outcomes = [measured(content, name[:3]) for _ in range(3)]
        assert {outcome for outcome, _, _ in outcomes} == {"refused"}, name
        quickest = min(seconds for _, seconds, _ in outcomes)
        rows.append(Row(name=f"{name}: refused after", value=quickest * 1000, limit=REFUSED_WITHIN * 1000, unit="ms"))
        memory = max(memory for _, _, memory in outcomes)
        rows.append(Row(name=f"{name}: memory above idle", value=memory, limit=MOST_MEMORY, unit="MiB"))
    return rows


if __name__ == "__main__":
    if "--read" in sys.argv:
        read(Path(sys.argv[-2]), sys.argv[-1])
        sys.exit()
    sys.exit(report(measure(), as_json="--json" in sys.argv))
