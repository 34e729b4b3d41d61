"""Backing up, losing everything, and restoring: row by row, file by file, chain by chain, and no mail twice."""

import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as project
from django.db import connection

from backups.archive import BackupError, identity_in, read, written
from backups.restore import Choices, check_backup, check_origin
from tests.backups.installation import DIGESTS, Installation
from tests.browser.conftest import database_on_services
from tests.browser.stack import make_database
from tests.migrated import copy_migrated_file, migrated_database
from tests.once import WORKER

FILL = """
import os
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test.utils import setup_test_environment
from django.utils import timezone
from tests.access.record import Record
from clients.access_log import Actor, record_access
from outbox.models import Message
from outbox.sealing import seal_secrets
call_command("load_reference", verbosity=0)
setup_test_environment()
for record in (Record(), Record()):
    record.fill()
Message.objects.create(
    kind="tests.waiting", dedupe_key="waiting", to="a@home.example", subject_id=record.client.pk, message_id="<a@b>",
    sealed_secrets=seal_secrets({"token": "secret"}), carries_secret=True,
)
record_access(record.client.pk, actor=Actor.system(), action="clients:edit")
default_storage.save("documents/scan.bin", ContentFile(os.urandom(200_000)))
default_storage.save("documents/letter.txt", ContentFile("Zoë, ≤ 20 kg".encode()))
Session.objects.create(session_key="signed-in", session_data="x", expire_date=timezone.now())
result = [str(record.client.pk), Message.objects.filter(state="waiting").count()]
"""
LOOK = """
from uuid import UUID
from clients.access_log import Actor, record_access
record_access(UUID("{client}"), actor=Actor.system(), action="clients:edit")
result = None
"""
KILLED = """
import os
from pathlib import Path
from backups import restore
from backups.archive import identity_in
restore.call_command = lambda *words, **more: os._exit(9)
restore.restore_backup(Path("{path}"), identity_in(Path("{key}")))
"""
LEFT_OPEN = """
from accounts.models import User
from consent.models import ConsentGrant
from outbox.models import Message
result = [
    User.objects.count() > 0, User.objects.filter(is_active=True).count(), ConsentGrant.objects.count() > 0,
    ConsentGrant.objects.live().count(), Message.objects.outstanding().count(),
]
"""
CHANGED_BY_RESTORING = {"outbox.message", "clients.accessevent", "clients.accesschain", "backups.restore"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    made = Installation(folder, f"sqlite:///{folder}/none.sqlite3").command("backup_key").stdout.splitlines()
    file = folder / "key.txt"
    file.write_text("\n".join(made))
    return made[0].partition("=")[2], file


@pytest.fixture(scope="module")
def practice(tmp_path_factory, keys):
    """Two records with all that hangs on them, in a SQLite database."""
    folder = tmp_path_factory.mktemp("practice")
    copy_migrated_file(folder / "carelane.sqlite3")
    installation = Installation(folder, f"sqlite:///{folder}/carelane.sqlite3", keys[0])
    client, waiting = installation.python(FILL)
    assert waiting > 0
    return installation, client


@pytest.fixture(scope="module")
def backup(practice, tmp_path_factory):
    installation, _client = practice
    path = tmp_path_factory.mktemp("backups") / "carelane.backup"
    done = installation.command("backup", str(path))
    assert done.returncode == 0, done.stderr
    return path


def bare(folder: Path, keys: tuple[str, Path]) -> Installation:
    """A database without any table: on the services one of PostgreSQL."""
    database = database_on_services(f"{WORKER or 'main'}_restored")
    if database:
        make_database(database)
    return Installation(folder, database or f"sqlite:///{folder}/carelane.sqlite3", keys[0])


def emptied(folder: Path, keys: tuple[str, Path]) -> Installation:
    """An installation as `migrate` leaves it, which took its time once for all of these."""
    database = database_on_services(f"{WORKER or 'main'}_restored")
    if database:
        with migrated_database() as template:
            make_database(database, template=template)
    else:
        copy_migrated_file(folder / "carelane.sqlite3")
    return Installation(folder, database or f"sqlite:///{folder}/carelane.sqlite3", keys[0])


def restore(
    installation: Installation, backup: Path, keys: tuple[str, Path], *more: str
) -> subprocess.CompletedProcess:
    return installation.command("restore", str(backup), "--identity", str(keys[1]), *more)


# --- there and back -----------------------------------------------------------------------


def test_all_of_it_comes_back(practice, backup, keys, tmp_path):
    """From SQLite to SQLite, and on the services from SQLite to PostgreSQL; into a database without any table."""
    there, client = practice
    here = bare(tmp_path, keys)
    shutil.copy(there.folder / "endings.log", tmp_path)
    done = restore(here, backup, keys)
    assert done.returncode == 0, done.stderr
    assert "wait:" not in done.stdout
    before, after = there.python(DIGESTS), here.python(DIGESTS)
    assert {label for label in before if before[label] != after[label]} <= CHANGED_BY_RESTORING
    assert sum(rows for rows, _hash in before.values()) > 300
    assert (tmp_path / "media/documents/letter.txt").read_text() == "Zoë, ≤ 20 kg"
    assert here.command("verify_access_log").stdout == "Every chain holds.\n"
    states = here.python(
        "from outbox.models import Message\n"
        "from django.contrib.sessions.models import Session\n"
        "from clients.models import Client\n"
        "result = [sorted(set(Message.objects.values_list('state', flat=True))), Session.objects.count(),"
        f" Client.objects.get(pk='{client}').name]\n"
    )
    assert "waiting" not in states[0]
    assert "unknown" in states[0]
    assert states[1] == 0


def test_a_new_row_finds_a_key_of_its_own(backup, keys, tmp_path):
    """Keys that the database counts go on after those that were restored."""
    here = emptied(tmp_path, keys)
    done = restore(here, backup, keys, "--send-waiting")
    assert done.returncode == 0, done.stderr
    assert "each opens nothing before" in done.stdout, "endings.log was not brought along"
    made = here.python(
        "from django.contrib.contenttypes.models import ContentType as Kind\n"
        "from outbox.models import Message\n"
        "last = Kind.objects.latest('pk').pk\n"
        "result = [Kind.objects.create(app_label='new', model='new').pk - last,"
        " Message.objects.filter(state='waiting').count()]\n"
    )
    assert made[0] == 1
    assert made[1] > 0


def test_what_the_access_log_lost_is_told_in_it(practice, backup, keys, tmp_path):
    there, client = practice
    here = emptied(tmp_path, keys)
    (tmp_path / "access-heads.log").write_bytes((there.folder / "access-heads.log").read_bytes())
    line = (there.folder / "access-heads.log").read_text().split(client)[-1].split()
    with (tmp_path / "access-heads.log").open("a") as file:
        file.writelines(f"{client} {int(line[0]) + later} {later:064x}\n" for later in (1, 2))
    done = restore(here, backup, keys)
    assert "no longer in the access log: 2" in done.stdout, done.stderr
    assert here.command("verify_access_log").returncode == 0
    here.python(LOOK.format(client=client))
    assert here.command("verify_access_log").returncode == 0
    told = here.python(
        "from clients.models import AccessEvent\n"
        "from backups.models import Restore\n"
        f"events = AccessEvent.objects.filter(client_id='{client}').order_by('-sequence')\n"
        "first = Restore.objects.get()\n"
        "genuine = first.is_genuine\n"
        "first.lost_events = 0\n"
        "result = [events[1].action, genuine, first.is_genuine]\n"
    )
    assert told == ["backups:restore", True, False]
    assert len(list(tmp_path.glob("access-heads.log.before-restore-*"))) == 1


def test_the_file_tells_nothing_without_the_key(backup):
    content = backup.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert backup.stat().st_mode & 0o077 == 0
    for words in (b"accounts.user", b"header.json", b"Client", b"letter"):
        assert words not in content


# --- what is refused ----------------------------------------------------------------------


def refused(path: Path, key: Path) -> str:
    """What whoever tries it reads; before that is over, nothing of the database is touched."""
    with pytest.raises(BackupError) as error:
        check_origin(path, check_backup(path, identity_in(key)), Choices())
    return str(error.value)


def test_a_file_that_is_cut_or_changed(db, backup, keys, tmp_path):
    whole = backup.read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    for name, content in {"half": whole[: len(whole) // 2], "changed": bytes(changed), "empty": b""}.items():
        damaged = tmp_path / name
        damaged.write_bytes(content)
        assert str(damaged) in refused(damaged, keys[1])


def test_another_key(db, backup, keys, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    assert "the key is another one" in refused(backup, other)
    words = refused(backup, backup)
    assert "can't be read" in words or "has no line that is a key" in words


def test_a_backup_of_a_newer_release(practice, keys, tmp_path):
    installation, _client = practice
    path = tmp_path / "newer.backup"
    installation.python(
        "from pathlib import Path\n"
        "from backups import backup\n"
        "known = backup.header\n"
        "backup.header = lambda now: (made := known(now)) | {'migrations': [*made['migrations'], ('web', '9999_new')]}\n"
        f"backup.make_backup(Path({str(path)!r}))\n"
        "result = None"
    )
    done = restore(emptied(tmp_path, keys), path, keys)
    assert "newer release of Carelane (it has web.9999_new)" in done.stderr


def test_a_database_with_people_in_it(practice, backup, keys):
    installation, _client = practice
    before = installation.python(DIGESTS)
    done = restore(installation, backup, keys)
    assert "There are people in this database" in done.stderr
    assert installation.python(DIGESTS) == before


def test_a_database_of_something_else_stays_as_it_is(practice, backup, keys, tmp_path):
    there, _client = practice
    file = tmp_path / "other.sqlite3"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE plants (name)")
    here = Installation(tmp_path, f"sqlite:///{file}", keys[0])
    for done in (restore(here, backup, keys), there.command("move_to", here.database)):
        assert "tables of something else" in done.stderr
    assert sqlite3.connect(file).execute("SELECT name FROM sqlite_master").fetchall() == [("plants",)]


def test_a_full_disk_leaves_no_half_backup(practice, tmp_path):
    installation, _client = practice
    path = tmp_path / "full.backup"
    done = installation.command(
        "backup", str(path), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    )
    assert done.returncode != 0
    assert "can't be written" in done.stderr
    assert not list(tmp_path.glob("full*"))


def test_without_a_key_or_over_another_file(practice, backup, tmp_path):
    installation, _client = practice
    keyless = Installation(installation.folder, installation.database)
    assert "CARELANE_BACKUP_KEYS is missing" in keyless.command("backup", str(tmp_path / "x")).stderr
    wrong = Installation(installation.folder, installation.database, "no-key")
    assert "begins with age1" in wrong.command("backup", str(tmp_path / "x")).stderr
    assert "overwrites nothing" in installation.command("backup", str(backup)).stderr


def test_a_backup_that_somebody_else_made(db, backup, keys, settings):
    """Whoever has the public key can encrypt for it; only who has the installation's secret key seals."""
    assert "was not made with this installation's CARELANE_SECRET_KEY" in refused(backup, keys[1])
    contents = check_backup(backup, identity_in(keys[1]))
    check_origin(backup, contents, Choices(from_another=True))
    settings.SECRET_KEY_FALLBACKS = [Installation.secret_key]
    check_origin(backup, check_backup(backup, identity_in(keys[1])), Choices())


def test_a_sealed_backup_in_which_something_was_changed(db, backup, keys, tmp_path, settings):
    """Packed again with other words in a file, for the same key: the seal is of what was there before."""
    settings.SECRET_KEY = Installation.secret_key
    key = identity_in(keys[1])
    for name, before, after in (("same", b"", b""), ("changed", "Zoë".encode(), b"Zoe!")):
        packed = tmp_path / name
        with read(backup, key) as old, written(packed, [key.to_public()]) as new:
            for member in old:
                new.add_bytes(member.name, old.extractfile(member).read().replace(before, after))
        assert check_backup(packed, key).is_ours == (name == "same")
    assert "was not made with this installation's" in refused(packed, keys[1])


# --- stopped half way -----------------------------------------------------------------------


def test_a_backup_that_is_asked_to_end_leaves_no_file(practice, tmp_path):
    there, _client = practice
    big = there.folder / "media" / "big.bin"
    with big.open("wb") as file:
        file.truncate(4_000_000_000)  # of nothing: it takes its time, and no room
    path = tmp_path / "stopped.backup"
    env = there.env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    words = [sys.executable, "manage.py", "backup", str(path)]
    try:
        with subprocess.Popen(words, cwd=project.BASE_DIR, env=env, stderr=subprocess.PIPE) as process:
            until = time.monotonic() + 60
            while not any(tmp_path.glob("stopped*")) and time.monotonic() < until:
                time.sleep(0.02)
            assert any(tmp_path.glob("*.unready"))
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 128 + signal.SIGTERM
    finally:
        big.unlink()
    assert not list(tmp_path.glob("stopped*"))


def test_a_restore_that_is_killed_leaves_nothing_open(backup, keys, tmp_path):
    here = emptied(tmp_path, keys)
    killed = here.command("shell", "--command", KILLED.format(path=backup, key=keys[1]))
    assert killed.returncode == 9, killed.stderr
    assert here.python(LEFT_OPEN) == [True, 0, True, 0, 0]
    assert "There are people in this database" in restore(here, backup, keys).stderr


# --- moving -------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "postgresql", reason="moves to PostgreSQL")
def test_moving_from_sqlite_to_postgresql(practice, keys, tmp_path):
    there, _client = practice
    here = emptied(tmp_path, keys)
    done = there.command("move_to", here.database)
    assert done.returncode == 0, done.stderr
    assert here.python(DIGESTS) == there.python(DIGESTS)
    again = there.command("move_to", here.database)
    assert "There are people in the target already" in again.stderr
