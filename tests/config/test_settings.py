"""Production refuses to start on what is missing or left at its example, and says which variable it is."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

pytestmark = pytest.mark.either_stack

SECRET = "q8Vt-2mXw7LrZb4Ns9Jc1Hd6Fg3Ky5Pe0Ua_TiQoWzB7xRf4Mv"
WHOLE = {
    "CARELANE_PRODUCTION": "1",
    "CARELANE_SECRET_KEY": SECRET,
    "CARELANE_SEAL_KEYS": urlsafe_b64encode(b"0123456789abcdef0123456789abcdef").decode(),
    "CARELANE_ALLOWED_HOSTS": "care.clinic.internal",
    "CARELANE_BASE_URL": "https://care.clinic.internal",
    "DATABASE_URL": "postgres://carelane:Zq8vK2@127.0.0.1:5432/carelane",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:t0ps3cr3t@mail.clinic.internal:587",
    "CARELANE_MAIL_FROM": "Carelane <care@care.clinic.internal>",
    "CARELANE_MAIL_ADDRESS": "Carelane, 1 Real Street, Toronto",
}
OURS = ("CARELANE_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_")


def check(tmp_path, *arguments: str, **changes: str | None) -> subprocess.CompletedProcess:
    """`manage.py check` as production would start, with variables changed, or left out where None."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    wanted = WHOLE | {"CARELANE_VAR": str(tmp_path / "var")} | changes
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=settings.BASE_DIR,
        env=bare | {name: value for name, value in wanted.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_whole_environment_starts_and_the_deploy_check_is_clean(tmp_path):
    done = check(tmp_path, "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CARELANE_SECRET_KEY", None),
        ("CARELANE_SECRET_KEY", "short"),
        ("CARELANE_SECRET_KEY", "change-me-" + SECRET),
        ("CARELANE_SEAL_KEYS", None),
        ("CARELANE_SEAL_KEYS", "this-is-long-enough-but-it-is-no-key-of-fernet-at-all"),
        ("CARELANE_ALLOWED_HOSTS", None),
        ("CARELANE_ALLOWED_HOSTS", "*"),
        ("CARELANE_ALLOWED_HOSTS", "care.clinic.internal,*"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", ""),
        ("REDIS_URL", None),
        ("REDIS_URL", ""),
        ("CARELANE_BASE_URL", None),
        ("CARELANE_BASE_URL", "http://care.clinic.internal"),
        ("EMAIL_URL", None),
        ("CARELANE_MAIL_FROM", None),
        ("CARELANE_MAIL_ADDRESS", None),
        ("CARELANE_SECRET_KEY", "a" * 50),
        ("CARELANE_SECRET_KEY", "your-secret-key-" + SECRET),
        ("CARELANE_SEAL_KEYS", urlsafe_b64encode(bytes(32)).decode()),
        ("CARELANE_ALLOWED_HOSTS", "care.example.org"),
        ("CARELANE_BASE_URL", "https://care.example.org"),
        ("CARELANE_MAIL_FROM", "Carelane <care@carelane.example>"),
        ("CARELANE_MAIL_ADDRESS", "Carelane, 100 Example Street, Toronto ON M5V 1A1, Canada"),
        ("CARELANE_OPERATOR", "you@example.com"),
        ("DATABASE_URL", "postgres://carelane:change-me@127.0.0.1:5432/carelane"),
        ("DATABASE_URL", "postgres://postgres:postgres@127.0.0.1:5432/carelane"),
        ("EMAIL_URL", "smtp+tls://user:t0ps3cr3t@smtp.example.com:587"),
    ],
)
def test_production_refuses_to_start(tmp_path, name, value):
    done = check(tmp_path, **{name: value})
    assert done.returncode != 0
    words = done.stderr.splitlines()[-1]
    assert name in words
    assert ".env.example" in words, "says where it is explained"
    assert not value or len(value) < 20 or value not in words, "no secret goes into a log"


def test_the_demo_and_production_exclude_each_other(tmp_path):
    done = check(tmp_path, CARELANE_DEMO="1")
    assert done.returncode != 0
    assert "CARELANE_DEMO" in done.stderr.splitlines()[-1]


def test_without_any_variable_it_starts_on_its_own(tmp_path):
    done = check(tmp_path, **dict.fromkeys(WHOLE), CARELANE_VAR=str(tmp_path / "var"))
    assert done.returncode == 0, done.stderr
    key = tmp_path / "var" / "secret.key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["dev_mail", "dev_mail_detail", "dev_sign_in"])
def test_outside_demo_mode_its_pages_have_no_address(name):
    assert not settings.DEMO_MODE
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "address", ["/dev/mail/", "/dev/mail/x/", "/dev/sign-in/01a20ad5-6004-74ec-bdb7-495c87a48e57/"]
)
def test_outside_demo_mode_its_addresses_lead_nowhere(db, client, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
