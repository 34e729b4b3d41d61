"""How a prescribed exercise looks: the practitioner's own picture or video, for the client's eyes and in place."""

import time
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from careplan.demonstrations import keep_demonstration, remove_demonstration
from careplan.models import Demonstration
from careplan.prescriptions import change
from client_portal.download import zip_of
from clients.links import issue_client_link
from exercises.reference import library
from tests.careplan.videos import PICTURES, PLACE, SOUND, a_video, box, table
from tests.factories.careplan import DemonstrationFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.exercises import ExerciseFactory
from tests.practitioner_portal.test_shared_page import browser_of
from web.uploads import checked_to_show
from web.videos import UnreadableVideoError, stripped_video
from web.zones import today_in

pytestmark = pytest.mark.django_db


def a_picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile("Grace in my living room.png", content.getvalue(), content_type="text/html")


def a_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("Grace at home.mov", content, content_type="text/html")


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def prescription(care_client, today):
    return PrescriptionFactory(client=care_client, starts_on=today - timedelta(days=20))


@pytest.fixture
def grant(prescription):
    """The client lets who prescribed it tell the trainer."""
    return RecordRequestFactory(client=prescription.client, practitioner=prescription.practitioner)


@pytest.fixture
def homework(care_client, today):
    return reverse("homework:homework", args=[issue_client_link(care_client, "homework", on=today)])


def kept(prescription, file) -> Demonstration:
    return keep_demonstration(prescription, upload=checked_to_show(file), by=None)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_practitioners_picture_reaches_the_client(client, prescription, grant, homework):
    browser = browser_of(grant.practitioner)
    form = reverse("practitioner_portal:demonstration_form", args=[grant.pk, prescription.pk])
    assert browser.post(form, {"file": a_picture()}).status_code == 302
    address = f"{homework}demonstrations/{prescription.pk}/"
    assert address in client.get(homework).content.decode()
    shown = client.get(address)
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "Grace" not in str(shown.headers)
    assert Image.open(BytesIO(body_of(shown))).size == (40, 30)


def test_nobody_elses_link_shows_it(client, prescription, today):
    kept(prescription, a_picture())
    other = PrescriptionFactory(starts_on=today)
    link = issue_client_link(other.client, "homework", on=today)
    assert client.get(reverse("homework:demonstration", args=[link, prescription.pk])).status_code == 404
    grant = ConsentGrantFactory(client=prescription.client, scopes=["guidance-others", "homework"])
    address = reverse("practitioner_portal:demonstration", args=[grant.pk, prescription.pk])
    assert browser_of(grant.practitioner).get(address).status_code == 404
    assert (
        Browser().get(reverse("careplan:demonstration", args=[prescription.client_id, prescription.pk])).status_code
        == 302
    )


def test_of_a_stopped_exercise_the_link_shows_nothing(client, prescription, homework):
    kept(prescription, a_picture())
    type(prescription).objects.filter(pk=prescription.pk).update(stopped_at=timezone.now())
    assert client.get(f"{homework}demonstrations/{prescription.pk}/").status_code == 404


def test_a_video_tells_no_place_and_plays_in_parts(client, prescription, homework):
    kept(prescription, a_file(a_video()))
    address = f"{homework}demonstrations/{prescription.pk}/"
    page = client.get(homework).content.decode()
    assert f'<video class="demonstration" src="{address}"' in page
    whole = body_of(client.get(address))
    assert len(whole) == len(a_video())
    assert PLACE not in whole
    assert b"moving pictures" in whole
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(whole)}"
    assert client.get(address, headers={"Range": "bytes=-5"}).content == whole[-5:]
    assert client.get(address, headers={"Range": "bytes=20-"}).content == whole[20:]
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert body_of(client.get(address, headers={"Range": "lines=1-2"})) == whole


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_video(seconds=61), "longer than a minute"),
        (a_video()[:-40], "be read as a picture"),
        (a_video()[:60], "be read as a picture"),
        (b"%PDF-1.7\n%%EOF\n", "be read as a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "be read as a picture"),
        (b"\x89PNG\r\n\x1a\n damaged", "be read as a picture"),
        (a_video() + bytes(10 * 1024 * 1024), "up to 10 MB"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_picture_or_short_video_is_refused(trainer_browser, prescription, content, words):
    before = DemonstrationFactory(prescription=prescription)
    form = reverse("careplan:demonstration_form", args=[prescription.client_id, prescription.pk])
    response = trainer_browser.post(form, {"file": a_file(content)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Demonstration.objects.get().file.name == before.file.name


NOTHING_BESIDE = {
    "a box that nobody knows": a_video(more=box(b"GPMF", PLACE)),
    "one within the movie": a_video(within=box(b"loci", PLACE)),
    "a picture of the cover": a_video(more=box(b"PICT", PLACE), within=box(b"thum", PLACE)),
    "a track of places": a_video(tracks=(b"meta",)),
    "tracks of words and times": a_video(tracks=(b"text", b"tmcd", b"mdta")),
}


@pytest.mark.parametrize("why", NOTHING_BESIDE)
def test_a_video_keeps_what_plays_and_nothing_beside(why):
    before = NOTHING_BESIDE[why]
    after = stripped_video(before)
    assert len(after) == len(before), "nothing moves"
    for words in (PLACE, b"HERO9", b"Xiomara", (3_800_000_000).to_bytes(4)):
        assert words in before
        assert words not in after
    for played in (PICTURES, SOUND):
        assert after.index(played) == before.index(played)
    assert stripped_video(after) == after


def test_a_video_in_parts_with_a_track_of_places_is_refused():
    parts = a_video(tracks=(b"meta",)) + box(b"moof", box(b"mfhd", bytes(8)))
    with pytest.raises(UnreadableVideoError):
        stripped_video(parts)
    assert PLACE not in stripped_video(a_video() + box(b"moof", box(b"mfhd", bytes(8))))


def test_a_video_without_pictures_or_with_torn_tables_is_refused():
    no_media = a_video().replace(b"vide", b"text").replace(b"soun", b"text")
    torn = a_video().replace(b"stsz" + bytes(8) + (1).to_bytes(4), b"stsz" + bytes(8) + (9).to_bytes(4), 1)
    for content in (no_media, torn):
        with pytest.raises(UnreadableVideoError):
            stripped_video(content)


@pytest.mark.parametrize("length", range(0, len(a_video()), 7))
def test_a_video_that_breaks_off_is_no_video(length):
    with pytest.raises(UnreadableVideoError):
        stripped_video(a_video()[:length])


def test_another_file_takes_its_place(prescription, django_capture_on_commit_callbacks):
    before = kept(prescription, a_picture())
    with django_capture_on_commit_callbacks(execute=True):
        after = kept(prescription, a_file(a_video()))
    assert Demonstration.objects.get() == after
    assert not before.file.storage.exists(before.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_demonstration(prescription)
        remove_demonstration(prescription)
    assert not after.file.storage.exists(after.file.name)
    assert not Demonstration.objects.exists()


def test_it_goes_along_with_another_dose(prescription):
    shown = DemonstrationFactory(prescription=prescription)
    changed = change(prescription, how_it_came="phone", exercise=prescription.exercise, sets=2, amount=8)
    shown.refresh_from_db()
    assert shown.prescription == changed


def test_it_is_in_the_clients_download(care_client, prescription):
    shown = DemonstrationFactory(prescription=prescription)
    assert (
        f"demonstrations/{shown.kept_at:%Y-%m-%d}-{shown.pk}.png"
        in ZipFile(zip_of(care_client, now=timezone.now())).namelist()
    )


def test_the_library_draws_its_usual_exercises(client, care_client, today, homework):
    PrescriptionFactory(
        client=care_client, starts_on=today, exercise=ExerciseFactory(code="glute-bridge", name="Bridge")
    )
    page = client.get(homework).content.decode()
    assert "exercises/glute-bridge" in page
    assert 'alt="Line drawing: Bridge, from the first position to the second"' in page


def test_each_drawing_is_of_an_exercise_of_the_library():
    drawings = list((settings.BASE_DIR / "static" / "exercises").glob("*.svg"))
    assert len(drawings) >= 20
    assert {drawing.stem for drawing in drawings} <= {exercise.code for exercise in library()}
    for drawing in drawings:
        assert ET.parse(drawing).getroot().tag.endswith("svg")  # our own


@pytest.mark.parametrize("how", ["many", "deep"])
def test_a_video_of_too_many_boxes_is_refused(how):
    """However they are spread: a box holds eight bytes and is read at once."""
    inner = box(b"trak", box(b"edts") * 200) * 60 if how == "many" else b""
    for _level in range(2_000 if how == "deep" else 1):
        inner = box(b"moov", inner)
    with pytest.raises(UnreadableVideoError):
        stripped_video(box(b"ftyp", b"isom") + inner)


@pytest.mark.parametrize("kind", [b"mvhd", b"tkhd", b"mdhd"])
def test_a_video_that_ends_in_an_empty_box_of_times_is_refused(kind):
    with pytest.raises(UnreadableVideoError):
        stripped_video(a_video() + box(kind))


def movie(*tracks: bytes) -> bytes:
    header = bytes(12) + (600).to_bytes(4) + (600).to_bytes(4) + bytes(80)
    return box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", box(b"mvhd", header) + b"".join(tracks))


def track_of(places: list[int], *, sizes: list[int], descriptions: int = 1) -> bytes:
    tables = [
        box(b"stsd", bytes(4) + descriptions.to_bytes(4) + box(b"mp4a") * descriptions),
        table(b"stsc", 1, 1, 1, count=1),
        table(b"stsz", *sizes, count=len(sizes), before=bytes(4)),
        table(b"stco", *places, count=len(places)),
    ]
    media = box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(12)) + box(b"minf", box(b"stbl", b"".join(tables))))
    return box(b"trak", media)


def test_a_video_of_thousands_of_places_and_many_boxes_of_media_takes_no_second():
    places = [number * 7_919 % 20_011 for number in range(20_000)]
    before = movie(track_of(places, sizes=[1] * len(places))) + box(b"mdat") * 900
    began = time.process_time()
    assert len(stripped_video(before)) == len(before)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("tracks", [1, 3])
def test_a_video_of_more_places_than_any_has_is_refused(tracks):
    places = [1] * (21_000 // tracks)
    with pytest.raises(UnreadableVideoError):
        stripped_video(movie(*[track_of(places, sizes=places)] * tracks) + box(b"mdat"))


def test_a_video_of_more_descriptions_than_any_has_is_refused():
    with pytest.raises(UnreadableVideoError):
        stripped_video(movie(track_of([1], sizes=[1], descriptions=101)) + box(b"mdat"))


def test_samples_in_several_boxes_of_media_are_kept_whatever_their_order():
    start = len(movie(track_of([0, 0, 0], sizes=[4, 4, 4])))
    places = [start + 8 + 16 + 8, start + 8 + 8, start + 8]  # the second box's, then the first's from its end
    before = movie(track_of(places, sizes=[4, 4, 4])) + box(b"mdat", b"ab12xxyzcd34XXXX") + box(b"mdat", b"ef56XXXX")
    after = stripped_video(before)
    assert after[start:] == box(b"mdat", b"ab12\0\0\0\0cd34" + bytes(4)) + box(b"mdat", b"ef56" + bytes(4))


def test_a_part_with_a_number_beyond_all_is_the_whole(client, prescription, homework):
    kept(prescription, a_file(a_video()))
    address = f"{homework}demonstrations/{prescription.pk}/"
    assert client.get(address, headers={"Range": f"bytes={'9' * 5000}-"}).status_code == 200
