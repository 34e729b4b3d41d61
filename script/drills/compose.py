"""The services of docker-compose.yml, started in the folder that stands for their image, in a network of its own."""

import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from script.drills.dockerfile import Image

Process = subprocess.Popen[bytes]
VARIABLE = re.compile(r"\$\$|\$\{([A-Z_]+)(?:(:?[-?])([^}]*))?\}")
LENGTHS = {"s": 1, "m": 60}


def read_env(path: Path) -> dict[str, str]:
    """An .env as docker compose reads it: quotes around a value are none of it."""
    pairs = (line.partition("=") for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {name: value.strip().strip("'\"") for name, _is, value in pairs}


def interpolated(value: Any, env: dict[str, str]) -> Any:
    """With every ${NAME} filled in. Raises KeyError for one that has to be there and is not."""
    if isinstance(value, dict):
        return {name: interpolated(inner, env) for name, inner in value.items()}
    if isinstance(value, list):
        return [interpolated(inner, env) for inner in value]
    return VARIABLE.sub(lambda match: _filled(match, env), value) if isinstance(value, str) else value


def _filled(match: re.Match[str], env: dict[str, str]) -> str:
    if match[0] == "$$":
        return "$"
    name, how, rest = match[1], match[2] or "", match[3] or ""
    is_there = bool(env.get(name)) if how.startswith(":") else name in env
    if not is_there and how.endswith("?"):
        raise KeyError(f"{name}: {rest}")
    return env.get(name, "") if is_there or not how.endswith("-") else rest


@dataclass
class Services:
    """What docker compose would run of the site's image."""

    file: dict[str, Any]
    image: Image
    logs: Path
    running: dict[str, Process] = field(default_factory=dict)

    @classmethod
    def read(cls, context: Path, env_file: Path, image: Image, logs: Path) -> "Services":
        return cls(
            interpolated(yaml.safe_load((context / "docker-compose.yml").read_text()), read_env(env_file)), image, logs
        )

    def words(self, name: str, command: list[str] | None = None) -> list[str]:
        service = self.file["services"][name]
        return self.image.words(command or service.get("command") or self.image.command, service["environment"])

    def start(self, name: str) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.words(name), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def run(self, name: str, *command: str) -> "subprocess.CompletedProcess[str]":
        """As `docker compose run --rm NAME COMMAND`."""
        return subprocess.run(
            self.words(name, list(command) or None), capture_output=True, text=True, check=False, timeout=600
        )

    def is_healthy(self, name: str) -> bool:
        """By the health check of the service, or else of the image."""
        test = self.file["services"][name].get("healthcheck", {}).get("test")
        command = ["sh", "-c", test[1]] if test and test[0] == "CMD-SHELL" else test[1:] if test else self.image.health
        return self.run(name, *command).returncode == 0

    def becomes_healthy(self, name: str, within: float) -> float:
        """Seconds until it was. Raises TimeoutError, with the end of its log."""
        began = time.monotonic()
        while not self.is_healthy(name):
            if self.running[name].poll() is not None or time.monotonic() - began > within:
                raise TimeoutError(f"{name} is not healthy:\n{(self.logs / f'{name}.log').read_text()[-2000:]}")
            time.sleep(0.5)
        return time.monotonic() - began

    def grace(self, name: str) -> float:
        text = self.file["services"][name].get("stop_grace_period", "10s")
        return float(text[:-1]) * LENGTHS[text[-1]]

    def stop(self, name: str) -> tuple[float, int]:
        """As `docker compose stop`: SIGTERM, and nothing else here. Gives the seconds and the exit code."""
        process, began = self.running.pop(name), time.monotonic()
        process.terminate()
        code = process.wait(timeout=self.grace(name))
        return time.monotonic() - began, code
