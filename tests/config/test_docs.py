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
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:script/|docker compose |(?:\.venv/bin/)?python |manage\.py )[^`]+)`")
STARTS = ("docker ", "script/", "python ", ".venv/", "git ", "manage.py ")
OPTION = re.compile(r"--[a-z-]+")
# What runs each command: a test or a drill that fails where the command does.
RUN_BY = {
    "manage.py backup": "tests/backups/test_backup.py",
    "manage.py backup_key": "tests/backups/test_backup.py",
    "manage.py compilemessages": "script/lint",
    "manage.py end_again": "tests/backups/test_endings.py",
    "manage.py fill_access_bucket": "tests/clients/test_access_bucket.py",
    "manage.py first_admin": "script/drills/image_checks.py",
    "manage.py makemigrations": "script/lint",
    "manage.py migrate": "script/drills/recovery.py",
    "manage.py move_to": "tests/backups/test_backup.py",
    "manage.py read_bounces": "tests/outbox/test_suppression.py",
    "manage.py restore": "tests/backups/test_backup.py",
    "manage.py verify_access_log": "script/drills/image_checks.py",
    "script/bench": "tests/config/test_docs.py",
    "script/drill": "tests/config/test_docs.py",
    "script/lint": ".ci/run",
    "script/mutate-access": "tests/config/test_docs.py",
    "script/new-env": "tests/config/test_new_env.py",
    "script/server": "tests/browser/stack.py",
    "script/test": ".ci/run",
}
BY_HAND = {"script/screenshots"}  # pictures to look at
COMPOSE = {"up", "run", "exec", "stop", "logs", "pull"}
# Of others: git, and PostgreSQL's own tools, which script/drill recovery runs.
OTHERS = {"git", "pg_basebackup", "pre-commit"}


def commands() -> list[tuple[str, str]]:
    """Each with its page."""
    pairs = []
    for page in PAGES:
        text = page.read_text()
        lines = [line for block in BLOCK.findall(text) for line in block.splitlines() if line.startswith(STARTS)]
        pairs += [(page.name, line) for line in [*lines, *INLINE.findall(BLOCK.sub("", text))]]
    return [(page, line.partition("  #")[0].strip()) for page, line in pairs if line.strip() and "…" not in line]


def test_there_are_commands():
    assert len(commands()) > 20


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
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
    elif words:
        assert words[0] in OTHERS, line


def inside_compose(words: list[str]) -> list[str]:
    """What runs in the service, if anything; the service is there."""
    assert words[1] == "compose"
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
        return
    assert path.stat().st_mode & 0o111, f"{words[0]} can't be run"
    for option in OPTION.findall(" ".join(words[1:])):
        helpers = "".join(helper.read_text() for helper in [path, *path.parent.glob(f"{path.name}*.py")])
        assert option in helpers, f"{words[0]} knows no {option}"


def test_each_command_for_operators_is_run_by_something():
    text = (ROOT / "README.md").read_text() + (ROOT / "docs/operating.md").read_text()
    named = {f"manage.py {name}" for name in re.findall(r"manage\.py ([a-z_]+)", text)}
    named |= set(re.findall(r"(?<![\w/])script/[a-z-]+(?![\w/.-])", text)) - BY_HAND
    assert named <= set(RUN_BY), "Say in RUN_BY which test or drill runs it."
    for command in named:
        word = command.removeprefix("manage.py ")
        assert word in (ROOT / RUN_BY[command]).read_text(), f"{RUN_BY[command]} runs no {word}"


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
