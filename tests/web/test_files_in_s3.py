"""Uploads and reports in a bucket of S3: what is saved, shown, sent, packed into a backup and deleted there."""

from io import BytesIO
from tarfile import TarInfo

import pytest
from django.apps import apps
from django.conf import settings as of_django
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.http import FileResponse
from django.test import RequestFactory
from django.urls import reverse
from PIL import Image

from backups.archive import BackupError
from backups.restore import _put_file
from reports.pdf import LOGO, OwnFilesOnly
from tests.project import OURS
from web.media import shown_file
from web.models import PracticeSettings
from web.practice import keep_until_told, practice
from web.stored_files import stored_names

FIELDS = [
    (model, field.name)
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if isinstance(field, FileField) and not field.model._meta.abstract
]
CONTENT = bytes(range(256)) * 40
pytestmark = pytest.mark.usefixtures("files_in_s3")


def in_bucket(s3, bucket):
    return sorted(row["Key"] for row in s3.list_objects_v2(Bucket=bucket).get("Contents", ()))


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_each_file_is_kept_there_read_and_deleted(model, name, s3, files_in_s3):
    file = getattr(model(), name)
    file.save("letter.pdf", ContentFile(CONTENT), save=False)
    assert in_bucket(s3, files_in_s3) == [file.name]
    again = getattr(model(**{name: file.name}), name)
    assert b"".join(FileResponse(again.open("rb"))) == CONTENT
    again = getattr(model(**{name: file.name}), name)
    with again.open("rb") as content:
        assert content.read() == CONTENT
    again.storage.delete(again.name)
    assert in_bucket(s3, files_in_s3) == []
    with pytest.raises(FileNotFoundError):
        getattr(model(**{name: file.name}), name).open("rb")
    assert len(FIELDS) >= 6


@pytest.mark.parametrize(("span", "status", "sent"), [("", 200, CONTENT), ("bytes=10-19", 206, CONTENT[10:20])])
def test_a_video_is_played_in_parts(span, status, sent):
    name = default_storage.save("demonstrations/clip.mp4", ContentFile(CONTENT))
    model = apps.get_model("careplan", "Demonstration")
    request = RequestFactory().get("/", headers={"Range": span} if span else {})
    response = shown_file(request, model(file=name).file, content_type="video/mp4", name="clip.mp4")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert (response.status_code, body) == (status, sent)


def test_two_of_one_name_are_two():
    names = {default_storage.save("documents/letter.pdf", ContentFile(text)) for text in (b"one", b"two")}
    assert len(names) == 2
    assert sorted(stored_names(default_storage)) == sorted(names)


def test_the_logo_is_on_a_page_and_in_a_report(db, client):
    png = BytesIO()
    Image.new("RGB", (2, 2)).save(png, "PNG")
    row = PracticeSettings.objects.create(
        version=1,
        record_years=10,
        languages="en",
        time_zone="America/Toronto",
        logo=default_storage.save("practice/logo.png", ContentFile(png.getvalue())),
    )
    keep_until_told(None)
    assert practice().logo == row.logo.name
    assert OwnFilesOnly().fetch(LOGO).read() == png.getvalue()
    shown = client.get(reverse("practice_logo", args=[row.version]))
    assert b"".join(shown.streaming_content) == png.getvalue()


class _Tar:
    def extractfile(self, member):
        return BytesIO(CONTENT[: member.size])


def restored(name: str) -> None:
    member = TarInfo(f"media/{name}")
    member.size = 5
    _put_file(_Tar(), member)


def test_a_backups_file_takes_its_place():
    default_storage.save("documents/letter.pdf", ContentFile(b"older"))
    restored("documents/letter.pdf")
    assert list(stored_names(default_storage)) == ["documents/letter.pdf"]
    with default_storage.open("documents/letter.pdf") as file:
        assert file.read() == CONTENT[:5]


@pytest.mark.parametrize("name", ["../letter.pdf", "/etc/letter.pdf", "documents/../../letter.pdf"])
def test_a_backups_file_stays_in_its_folder(name, s3, files_in_s3):
    with pytest.raises(BackupError, match="outside its folder"):
        restored(name)
    assert in_bucket(s3, files_in_s3) == []


def test_nothing_opens_a_file_by_its_path():
    """What is in a bucket has none."""
    known = {"web/stored_files.py"}
    for path in (path for app in OURS for path in (of_django.BASE_DIR / app).rglob("*.py")):
        text, name = path.read_text(), str(path.relative_to(of_django.BASE_DIR))
        if name not in known:
            assert "MEDIA_ROOT" not in text, name
            assert "storage.path(" not in text, name
    assert of_django.STORAGES["default"]["BACKEND"].endswith("S3Storage")
