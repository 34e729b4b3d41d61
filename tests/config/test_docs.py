"""Each command in the README and the documents is one that there is, with options that it takes, and something runs it."""

import re
import shlex
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

pytestmark = pytest.mark.either_stack

ROOT = settings.BASE_DIR
PAGES = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
BEGINNING = (
    r"script/|docker compose |(?:\.venv/bin/)?python |manage\.py |pip |git |aws |curl |pg_basebackup |pre-commit "
)
INLINE = re.compile(rf"`((?:{BEGINNING})[^`]+)`|`(timedatectl)`")
LINE = re.compile(rf"^(?:    )?((?:{BEGINNING}).*)")
OPTION = re.compile(r"--[a-z-]+")
# What runs each command: a test or a drill that fails where the command does.
RUN_BY = {
    "curl": "tests/api/test_documented_calls.py",
    "manage.py backup": "tests/backups/test_backup.py",
    "manage.py backup_key": "tests/backups/test_backup.py",
    "manage.py collectstatic": "script/drills/release_before.py",
    "manage.py compilemessages": "tests/web/test_french.py",
    "manage.py end_again": "tests/backups/test_endings.py",
    "manage.py fill_access_bucket": "tests/clients/test_access_bucket.py",
    "manage.py first_admin": "script/drills/image_checks.py",
    "manage.py load_reference": "script/drills/changeover.py",
    "manage.py makemigrations": "script/lint",
    "manage.py migrate": "script/drills/changeover.py",
    "manage.py move_to": "tests/backups/test_backup.py",
    "manage.py read_bounces": "tests/outbox/test_suppression.py",
    "manage.py reseal": "tests/backups/test_changing_keys.py",
    "manage.py restore": "tests/backups/test_backup.py",
    "manage.py verify_access_log": "script/drills/image_checks.py",
    "pg_basebackup": "script/drills/recovery.py",
    "pip install": "script/bootstrap",
    "python -m tests.mail_samples": "tests/network_admin/test_mail_samples.py",
    "script/bench": "tests/config/test_docs.py",
    "script/chains": "tests/chains/test_chains.py",
    "script/drill": "tests/config/test_docs.py",
    "script/lint": ".ci/run",
    "script/mutate-access": "tests/config/test_docs.py",
    "script/new-env": "tests/config/test_new_env.py",
    "script/server": "tests/browser/stack.py",
    "script/simulate": "tests/referrals/test_simulation.py",  # by the function that it calls
    "script/test": ".ci/run",
}
# What others have made and nothing here runs, or what a person looks at; and why nothing does.
BY_HAND = {
    "aws s3": "AWS's own; tests/clients/test_access_bucket.py has such a bucket, made by the same call of boto3",
    "aws s3api": "the same",
    "git checkout": "git's own; the drill of the upgrade takes the release before by git archive",
    "git pull": "git's own",
    "pre-commit install": "its own; script/lint is what it runs",
    "script/screenshots": "pictures to look at",
    "timedatectl": "systemd's own, shows what a person reads",
}


# Where no engine is at hand, script/drill image does with the same file what these do.
COMPOSE = {"build", "exec", "logs", "run", "stop", "up"}


def commands() -> list[tuple[str, str]]:
    """Each with its page."""
    pairs = []
    for page in PAGES:
        text = page.read_text()
        lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
        lines += [line for line in BLOCK.sub("", text).splitlines() if line.startswith("    ")]
        told = [match[1] for line in lines if (match := LINE.match(line))]
        told += [one or other for one, other in INLINE.findall(BLOCK.sub("", text))]
        pairs += [(page.name, line.partition("  #")[0].strip().removesuffix("\\").strip()) for line in told]
    return [(page, line) for page, line in pairs if line != "script/…"]


COMMANDS = sorted(set(commands()))


def test_there_are_commands():
    assert len(COMMANDS) > 60


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_is_known(page, line):
    words = shlex.split(line.partition(" > ")[0])
    if words[0] == "docker":
        words = inside_compose(words)
    if words and words[0].endswith("python") and words[1:2] == ["-m"]:
        assert (ROOT / f"{words[2].replace('.', '/')}.py").exists() or (ROOT / words[2].replace(".", "/")).is_dir()
    elif words and (words[0].endswith("python") or words[0] == "manage.py"):
        takes(words[words.index("manage.py") + 1 :])
    elif words and words[0].startswith("script/"):
        is_script(words)


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_is_run_by_something(page, line):
    words = line.split()
    for name in names_of(words):
        if name in BY_HAND:
            continue
        assert name in RUN_BY, f"{page}: say in RUN_BY which test or drill runs it."
        word = re.split(r"[ ./]", name)[-1]
        assert word in (ROOT / RUN_BY[name]).read_text(), f"{RUN_BY[name]} runs no {word}."


def names_of(words: list[str]) -> list[str]:
    """A command as RUN_BY has it; of one in a container what runs there."""
    if words[0] == "docker":
        return names_of(words[words.index("python") :]) if "python" in words else []
    if words[0].startswith("script/"):
        return [] if "." in words[0] or (ROOT / words[0]).is_dir() else [words[0]]  # a file to read or edit
    if words[0].endswith("python"):
        words = words[1:]
        return [f"python -m {words[1]}"] if words[0] == "-m" else names_of(words)
    if words[0] in {"curl", "pg_basebackup", "timedatectl"}:
        return [words[0]]
    return [" ".join(words[:2])]


def inside_compose(words: list[str]) -> list[str]:
    """What runs in the service, if anything; the service is there."""
    assert words[2] in COMPOSE
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    named = [word for word in words[3:] if not word.startswith("-") and ":" not in word]
    if words[2] not in {"run", "exec"}:
        assert set(named) <= set(services)
        return []
    assert named[0] in services
    inner = words[words.index(named[0]) + 1 :]
    if inner == ["demo"]:
        assert (ROOT / "docker/demo").stat().st_mode & 0o111
        return []
    return inner


def takes(words: list[str]) -> None:
    """A command of manage.py that takes these arguments."""
    app = get_commands()[words[0]]
    if len(words) > 1:
        command = load_command_class(app, words[0])
        command.create_parser("manage.py", words[0]).parse_args(words[1:])


def is_script(words: list[str]) -> None:
    path = ROOT / words[0].rstrip(":").split(":")[0]
    if path.suffix or path.is_dir():  # a file to read or edit
        assert path.exists()
        return
    assert path.stat().st_mode & 0o111, f"{words[0]} can't be run"
    for option in OPTION.findall(" ".join(words[1:])):
        helpers = "".join(helper.read_text() for helper in [path, *path.parent.glob(f"{path.name}*.py")])
        assert option in helpers, f"{words[0]} knows no {option}"


def test_whatever_is_said_to_be_run_is_written_down():
    named = {name for _page, line in COMMANDS for name in names_of(line.split())}
    assert named == set(RUN_BY) | set(BY_HAND)


def test_the_pages_that_the_readme_names_are_there():
    for name in re.findall(r"`((?:docs/)?[a-zA-Z]+\.md)`", (ROOT / "README.md").read_text()):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("script", ["script/bench", "script/drill"])
def test_drills_and_benchmarks_that_are_named_are_there(script):
    listed = subprocess.run([ROOT / script], capture_output=True, text=True, check=True).stdout
    for name in set(re.findall(rf"{script} ([a-z]+)", "".join(page.read_text() for page in PAGES))):
        assert f"\n{name} " in f"\n{listed}", name


def test_script_mutate_access_lists_what_it_would_take_out():
    words = [sys.executable, "-m", "script.mutate_access", "--list"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "clients/" in listed
