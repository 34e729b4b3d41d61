"""An installation whose files and log lie in S3 is backed up, and restored by another machine into another bucket."""

import pytest

from tests.backups.installation import Installation
from tests.backups.test_backup import FILL, emptied, keys, restore  # noqa: F401 -- a fixture among them
from tests.migrated import copy_migrated_file
from tests.s3 import REGION
from web.keys import uuid7

END = """
from consent.ending import end_sharing
from consent.models import ConsentGrant
from clients.access_log import Actor
grant = ConsentGrant.objects.live().first()
end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(grant.client_id))
result = str(grant.pk)
"""


@pytest.fixture
def bucket(s3, log_in_s3, monkeypatch, settings):
    """What the processes of both machines are told; another bucket for the files when it is called."""
    monkeypatch.setenv("CARELANE_S3_ENDPOINT", settings.S3_ENDPOINT)
    monkeypatch.setenv("CARELANE_S3_REGION", settings.S3_REGION)
    monkeypatch.setenv("CARELANE_ACCESS_BUCKET", log_in_s3)

    def another() -> str:
        name = f"files-{uuid7()}"
        s3.create_bucket(Bucket=name, CreateBucketConfiguration=REGION)
        monkeypatch.setenv("CARELANE_FILES_BUCKET", name)
        return name

    return another


def test_another_machine_has_all_of_it(s3, bucket, keys, tmp_path):  # noqa: F811
    there, here, file = tmp_path / "there", tmp_path / "here", tmp_path / "carelane.backup"
    there.mkdir()
    here.mkdir()
    copy_migrated_file(there / "carelane.sqlite3")
    bucket()
    first = Installation(there, f"sqlite:///{there}/carelane.sqlite3", keys[0])
    first.python(FILL)
    made = first.command("backup", str(file))
    assert made.returncode == 0, made.stderr
    ended = first.python(END)
    assert not (there / "media").exists()
    assert not (there / "endings.log").exists()
    assert not (there / "access-heads.log").exists()

    restored_to = bucket()
    second = emptied(here, keys)
    done = restore(second, file, keys)
    assert done.returncode == 0, done.stderr
    assert "wait:" not in done.stdout, "what was ended since is known from the bucket"
    letter = s3.get_object(Bucket=restored_to, Key="documents/letter.txt")["Body"].read().decode()
    assert letter == "Zoë, ≤ 20 kg"
    code = f"from consent.models import ConsentGrant\nresult = ConsentGrant.objects.get(pk='{ended}').ended_by"
    assert second.python(code) == "client"
    assert second.command("verify_access_log").stdout == "Every chain holds.\n"
