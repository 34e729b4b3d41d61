"""What a process and all that it has started use, as Linux counts it."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, TIMES = 1, slice(11, 15)  # places in /proc/PID/stat after the name: own and ended children's, user and system


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pid: int) -> list[int]:
    """The process and its descendants that run."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(int(_stat(int(folder.name))[PARENT]), []).append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    members = [pid]
    for member in members:
        members += children.get(member, [])
    return members


def cpu_seconds(pid: int) -> float:
    """Of all of its family, those that have ended as well."""
    return sum(int(ticks) for member in family(pid) for ticks in _stat(member)[TIMES]) / TICKS


def memory(pid: int) -> int:
    """Bytes that its family has for itself (private), in all."""
    lines = [
        line.split()
        for member in family(pid)
        for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        if line.startswith("Private_")
    ]
    return 1024 * sum(int(line[1]) for line in lines)
