"""script/new-env writes an .env with which docker compose and the settings start, and overwrites none."""

import os
import subprocess

import pytest
import yaml
from django.conf import settings

from script.drills.compose import interpolated, read_env
from script.drills.dockerfile import instructions, is_ignored
from tests.config.test_settings import OURS

pytestmark = pytest.mark.either_stack

ROOT = settings.BASE_DIR
GIVEN = {
    "--domain": "care.clinic.internal",
    "--operator": "ops@clinic.internal",
    "--from": "Clinic Zoë <care@clinic.internal>",
    "--address": "Clinic, 1 Real Street, Toronto",
    "--smtp": "smtp+tls://user:t0ps%40cret@mail.clinic.internal:587",
}


def new_env(path, *more: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    given = GIVEN | {f"--{name}": value for name, value in changes.items()}
    words = [word for name, value in given.items() if value is not None for word in (name, value)]
    return subprocess.run(
        [ROOT / "script/new-env", *words, *more],
        env=os.environ | {"CARELANE_ENV_FILE": str(path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def service(path, name: str = "web"):
    return interpolated(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), read_env(path))["services"][name]


def starts(path, tmp_path, **changes: str) -> subprocess.CompletedProcess[str]:
    """The settings, with the environment that compose gives the web server."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env = bare | service(path)["environment"] | {"CARELANE_VAR": str(tmp_path / "var")} | changes
    command = [
        ROOT / ".venv/bin/python",
        "-c",
        "import config.settings as s; print(s.DATABASES['default']['PASSWORD'])",
    ]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_what_it_writes_starts(tmp_path):
    path = tmp_path / "env"
    done = new_env(path)
    assert done.returncode == 0, done.stderr
    assert path.stat().st_mode & 0o077 == 0
    values = read_env(path)
    assert values["CARELANE_MAIL_FROM"] == GIVEN["--from"]
    started = starts(path, tmp_path)
    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == values["POSTGRES_PASSWORD"]
    assert len(values["POSTGRES_PASSWORD"]) > 24


def test_each_has_secrets_of_its_own(tmp_path):
    for name in ("one", "two"):
        new_env(tmp_path / name)
    first, second = read_env(tmp_path / "one"), read_env(tmp_path / "two")
    for name in ("CARELANE_SECRET_KEY", "CARELANE_PSEUDONYM_KEY", "CARELANE_SEAL_KEYS", "POSTGRES_PASSWORD"):
        assert first[name] != second[name]


def test_it_overwrites_nothing(tmp_path):
    path = tmp_path / "env"
    path.write_text("CARELANE_SECRET_KEY=mine\n")
    done = new_env(path)
    assert done.returncode != 0
    assert "nothing was written" in done.stderr
    assert path.read_text() == "CARELANE_SECRET_KEY=mine\n"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("domain", None, "--domain"),
        ("domain", "https://care.clinic.internal/", "without https://"),
        ("domain", "care clinic", "a name alone"),
        ("operator", "nobody", "a mail address"),
        ("from", "Care", "has to hold a mail address"),
        ("address", 'The "Clinic"', "no quotes"),
        ("address", "Clinic $HOME", "no quotes"),
        ("address", "Clinic\nCARELANE_DEMO=1", "no quotes"),
        ("smtp", "mail.clinic.internal", "begins with smtp"),
        ("smtp", "smtp://a b@mail", "no spaces"),
        ("domain", "care.example.org", "is an example"),
        ("operator", "you@clinic.example", "is an example"),
        ("from", "Clinic <care@clinic.test>", "is an example"),
        ("smtp", "smtp+tls://user:word@mail.example.com:587", "is an example"),
        ("smtp", "smtp://mail.example.com:587", "is an example"),
    ],
)
def test_what_would_not_do_is_refused_before_anything_is_written(tmp_path, name, value, words):
    path = tmp_path / "env"
    done = new_env(path, **{name: value})
    assert done.returncode != 0
    assert words in done.stderr
    assert not path.exists()


def test_a_demo_is_for_this_machine_alone_and_is_no_real_installation(tmp_path):
    path = tmp_path / "env"
    done = new_env(path, "--demo", **{name.removeprefix("--"): None for name in GIVEN})
    assert done.returncode == 0, done.stderr
    assert service(path, "proxy")["ports"] == ["127.0.0.1:80:8080", "127.0.0.1:443:8443"]
    assert starts(path, tmp_path).returncode == 0
    real = starts(path, tmp_path, CARELANE_PRODUCTION="1")
    assert "CARELANE_DEMO" in real.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "name", ["CARELANE_SECRET_KEY", "CARELANE_SEAL_KEYS", "POSTGRES_PASSWORD", "CARELANE_BASE_URL"]
)
def test_compose_has_no_default_for_what_guards_data(tmp_path, name):
    path = tmp_path / "env"
    new_env(path)
    path.write_text("\n".join(line for line in path.read_text().splitlines() if not line.startswith(name)))
    with pytest.raises(KeyError, match=name):
        service(path)


def test_no_service_is_root_or_can_write_its_tree():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, told in services.items():
        assert told["read_only"] is True, name
        assert told["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in told["security_opt"], name
        assert told.get("user", "") not in {"root", "0"}, name
        assert "build" in told or re_pinned(told["image"]), name
        assert "user" in told or "build" in told, f"{name}: whose user is not in our Dockerfile"
    text = (ROOT / "Dockerfile").read_text()
    for stage in ("proxy", "site"):
        assert [word for word, _rest in instructions(text, stage) if word in {"USER", "CMD", "ENV"}].count("USER") == 1
    assert [name for name, told in services.items() if "ports" in told] == ["proxy"]


def re_pinned(image: str) -> bool:
    """To a release: three numbers, or two where that is how a project counts."""
    return image.rpartition(":")[2].partition("-")[0].count(".") >= 1


def test_images_are_pinned():
    bases = [line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("FROM ")]
    assert len(bases) == 2
    assert all(re_pinned(image) for image in bases)


def test_nothing_secret_or_needless_gets_into_the_image():
    patterns = (ROOT / ".dockerignore").read_text().split()
    for path in (".env", ".env.old", "var", ".git", "tests", "web/__pycache__", ".venv"):
        assert is_ignored(path, patterns), path
    for path in ("manage.py", "config/gunicorn.py", "docker/demo", "templates", "locale"):
        assert not is_ignored(path, patterns), path
