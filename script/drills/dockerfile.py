"""The steps of a Dockerfile, done in a folder instead of an image: the same packages, commands, user and environment."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

VARIABLE = re.compile(r"\$\{?([A-Z_]+)\}?")


@dataclass
class Image:
    """A folder that stands for an image, and how a program in it is started."""

    root: Path
    env: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"}
    )
    workdir: str = "/"
    user: str = "root"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def words(self, command: list[str], env: dict[str, str]) -> list[str]:
        """The command in the folder, as the image's user and without any right beyond; nothing of our environment."""
        told = {**self.env, "HOME": "/var/lib/carelane", "HOSTNAME": socket.gethostname(), **env}
        rights = (
            [] if self.user == "root" else ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
        )
        rights += [] if self.user == "root" else ["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        inner = ["sh", "-c", 'cd "$0" && exec "$@"', self.workdir, *command]
        return [
            "chroot",
            str(self.root),
            "env",
            "-i",
            *(f"{name}={value}" for name, value in told.items()),
            *rights,
            *inner,
        ]


def instructions(text: str, stage: str) -> Iterator[tuple[str, str]]:
    """Those of one stage, each as its word and the rest; lines that go on are joined."""
    joined = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    here = False
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _space, rest = line.partition(" ")
        if word == "FROM":
            here = rest.split(" AS ")[-1] == stage
        elif here:
            yield word, rest.strip()


def build(image: Image, context: Path, stage: str) -> None:
    """Raises CalledProcessError where a step fails, and ValueError where this file does not know one."""
    for word, rest in instructions((context / "Dockerfile").read_text(), stage):
        print(f"  {word} {rest[:110]}", flush=True)
        if word == "RUN":
            subprocess.run(image.words(["sh", "-c", rest], build_environment()), check=True, stdout=subprocess.DEVNULL)
        elif word == "COPY":
            _copy(image, context, *rest.split())
        elif word == "ENV":
            image.env |= {name: _filled(value, image.env) for name, value in _assignments(rest)}
        elif word == "WORKDIR":
            image.workdir = rest
            (image.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "USER":
            image.user = rest
        elif word == "CMD":
            image.command = json.loads(rest)
        elif word == "HEALTHCHECK":
            image.health = json.loads(rest.partition("CMD ")[2])
        elif word != "EXPOSE":
            raise ValueError(f"a step that the drill can't do: {word}")


def build_environment() -> dict[str, str]:
    """How this machine reaches package registries, which an image takes from the engine that builds it."""
    wanted = ("PIP_", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "SSL_")
    return {name: value for name, value in os.environ.items() if name.startswith(wanted)}


def _assignments(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _is, value in (word.partition("=") for word in shlex.split(text))]


def _filled(value: str, env: dict[str, str]) -> str:
    return VARIABLE.sub(lambda match: env.get(match[1], ""), value)


def _copy(image: Image, context: Path, source: str, target: str) -> None:
    """As COPY does: what .dockerignore names stays behind, and all of it is root's."""
    place = image.root / (target if target.startswith("/") else f"{image.workdir}/{target}").lstrip("/")
    if (context / source).is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(context / source, place)
        return
    ignored = [line for line in (context / ".dockerignore").read_text().split() if line]
    for folder, folders, files in os.walk(context / source):
        here = Path(folder).relative_to(context)
        folders[:] = [name for name in folders if not is_ignored(str(here / name), ignored)]
        for name in files:
            if not is_ignored(str(here / name), ignored):
                (place / here).mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(folder) / name, place / here / name)


def is_ignored(path: str, patterns: list[str]) -> bool:
    """A pattern is of a whole path from the top, or with **/ of any part of it."""
    return any(
        fnmatch.fnmatch(path.rpartition("/")[2], pattern[3:])
        if pattern.startswith("**/")
        else fnmatch.fnmatch(path, pattern)
        for pattern in patterns
    )
