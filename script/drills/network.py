"""Machines of a drill: network namespaces, each with an address of its own on one bridge, to be cut off and killed."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from script.drills.recovery import ROOT
from script.drills.site import Process, kill

PREFIX = "carelane-"  # of all namespaces and links that are made here; a link has 15 letters at most
BRIDGE = f"{PREFIX}bridge"
SUBNET, MASK = "10.213.45.", 24
HERE = f"{SUBNET}1"  # where the drill is, and what all machines share
NAMESPACES, LINKS = Path("/run/netns"), Path("/sys/class/net")
NEEDED = "This drill makes network namespaces: it has to be root, with ip (iproute2) and the right to set up networks."


@dataclass
class Machine:
    """What runs on it sees its own address and the bridge, nothing else."""

    name: str
    address: str
    folder: Path
    processes: list[Process] = field(default_factory=list)

    @property
    def link(self) -> str:
        return f"{PREFIX}{self.name}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self, *words: str, **variables: str) -> Process:
        """Python with these words; what it writes lies in a folder that no other machine reads."""
        own = {"CARELANE_VAR": str(self.folder / "var"), "TMPDIR": str(self.folder)}
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.link, sys.executable, *words],
                cwd=ROOT,
                env=os.environ | own | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def cut_off(self) -> None:
        """Whatever is sent to it or by it is lost, and neither side hears of that."""
        _ip("link", "set", self.link, "down")

    def join(self) -> None:
        _ip("link", "set", self.link, "up")

    def kill(self) -> None:
        while self.processes:
            kill(self.processes.pop())

    def make(self) -> None:
        self.folder.mkdir()
        _ip("netns", "add", self.link)
        _ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", self.link)
        _ip("link", "set", self.link, "master", BRIDGE, "up")
        _ip("-n", self.link, "address", "add", f"{self.address}/{MASK}", "dev", "eth0")
        for link in ("lo", "eth0"):
            _ip("-n", self.link, "link", "set", link, "up")


@contextmanager
def machines(folder: Path, names: Sequence[str]) -> Iterator[list[Machine]]:
    """One of each name; all that runs on them ends with the block."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        sys.exit(NEEDED)
    _remove()
    made = [Machine(name, f"{SUBNET}{place}", folder / name) for place, name in enumerate(names, 11)]
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("address", "add", f"{HERE}/{MASK}", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for machine in made:
            machine.make()
        yield made
    finally:
        for machine in made:
            machine.kill()
        _remove()


def _remove() -> None:
    """Also what an earlier run left that was killed."""
    for namespace in NAMESPACES.glob(f"{PREFIX}*"):
        for number in _ip("netns", "pids", namespace.name).split():
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        _ip("netns", "delete", namespace.name)
    for link in LINKS.glob(f"{PREFIX}*"):  # a namespace takes its end with it, but only after a while
        subprocess.run(["ip", "link", "delete", link.name], capture_output=True, check=False)


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{NEEDED}\nip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout
