"""What the drill of the image asks of the site behind Caddy, and of its services (script/drills/image.py)."""

import http.client
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from script.benchmarks.table import Row
from script.drills.compose import Services

HOST, HTTP, HTTPS = "localhost", 8080, 8443
ADMIN, PASSWORD = "admin@clinic.internal", "correct-horse-battery-7"
SPOOFED = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}
SECRET_IN_ADDRESS = "S3cretTokenOfALink"


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
    wait_for(lambda: "carelane_sweep_age_seconds{" in _metrics(), 90)  # a sweep has ended by then
    text = _metrics()
    outside, _words = site.ask("GET", "/metrics")
    names = ("carelane_requests_total{", "carelane_mail_due ", "carelane_sweep_age_seconds{", "carelane_database_up 1")
    missing = [name for name in names if name not in text]
    return [
        Row(name=f"metrics missing on their own port: {', '.join(missing) or 'none'}", value=len(missing), limit=0),
        fault("nothing of them outside", outside.status == 404),
        fault("nothing of a person in them", ADMIN not in text and HOST not in text),
    ]


def _metrics() -> str:
    inner = http.client.HTTPConnection("127.0.0.1", 9100, timeout=20)
    inner.request("GET", "/metrics")
    return inner.getresponse().read().decode()


def stops(services: Services, folder: Path) -> list[Row]:
    """SIGTERM to all of them, the web server while a request is in hand."""
    site = Site(folder)  # nobody is signed in
    # The form again, with what is wrong with it.
    rows = [fault("a request in hand is answered after SIGTERM", _status_across_sigterm(services, site) == 422)]
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
    return rows + _comes_back(services, site) + _logs_tell_no_secret(folder)


def _status_across_sigterm(services: Services, site: Site) -> int:
    """Of a form whose first bytes come before the signal, and its last after it."""
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
    return web.getresponse().status


def _comes_back(services: Services, site: Site) -> list[Row]:
    away, words = site.ask("GET", f"/l/consent/{SECRET_IN_ADDRESS}/")
    services.start("web")
    back = services.becomes_healthy("web", 180)
    again, _words = site.ask("GET", "/account/login/")
    return [
        fault(
            "without the web server Caddy says so, and that nothing was saved",
            away.status == 503 and "Nothing was saved" in words,
        ),
        Row(name="seconds until a new web server answers", value=back, limit=60, unit="s"),
        fault("and the site is there again", again.status == 200),
    ]


def _logs_tell_no_secret(folder: Path) -> list[Row]:
    logs = "".join(path.read_text(errors="replace") for path in (folder / "logs").iterdir())
    return [
        Row(
            name="secrets of addresses, passwords and mail addresses in all logs",
            value=sum(logs.count(word) for word in (SECRET_IN_ADDRESS, PASSWORD, ADMIN, "nobody@clinic")),
            limit=0,
        )
    ]


def wait_for(look: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not look():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds:.0f} s in vain")
        time.sleep(0.2)
