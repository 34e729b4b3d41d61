"""Files that people send: what they are is known by their content, never by their name."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile

from web import picture_worker
from web.keys import uuid7
from web.videos import UnreadableVideoError, is_video, stripped_video

MOST_BYTES = 10 * 1024 * 1024
PDF = "application/pdf"
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
MP4 = "video/mp4"
SUFFIXES = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png", MP4: "mp4"}
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
WORKER = Path(picture_worker.__file__)
LONGEST = 2 * picture_worker.MOST_SECONDS  # on the clock: a busy machine gives a process less than a second a second


class UnreadableFileError(Exception):
    """It is neither a PDF nor a JPEG or PNG picture, or it is damaged."""


class TooLargePictureError(UnreadableFileError):
    """A picture with more pixels than a photograph of a letter has."""


@dataclass(frozen=True)
class Upload:
    """What is kept of a file that was sent."""

    content_type: str  # by its content
    content: File

    @property
    def name(self) -> str:
        """A name of our own: the sender's may be personal."""
        return f"{uuid7()}.{SUFFIXES[self.content_type]}"


def checked(upload: UploadedFile) -> Upload:
    """What a file is by its content, and the bytes to keep.

    A picture is drawn anew: what a camera adds to it (place, device, owner) is not kept, nor is anything hidden
    behind it. Raises TooLargePictureError, or UnreadableFileError for all else that can't be taken.
    """
    start = upload.read(8)
    if start.startswith(b"%PDF-") and b"%%EOF" in _end_of(upload):
        upload.seek(0)
        return Upload(PDF, upload)
    if not start.startswith(SIGNATURES):
        raise UnreadableFileError("neither a PDF nor a JPEG or PNG picture")
    return _drawn_anew(upload)


def checked_to_show(upload: UploadedFile) -> Upload:
    """A picture or short video that is shown within a page, without what a camera adds to it.

    Raises TooLargePictureError, web.videos.TooLongVideoError, or UnreadableFileError for all else that can't be taken.
    """
    start = upload.read(12)
    if start.startswith(SIGNATURES):
        return _drawn_anew(upload)
    if not is_video(start):
        raise UnreadableFileError("neither a JPEG or PNG picture nor a video")
    upload.seek(0)
    try:
        return Upload(MP4, ContentFile(stripped_video(upload.read())))
    except UnreadableVideoError as error:
        raise UnreadableFileError("damaged") from error


def _end_of(upload: UploadedFile) -> bytes:
    upload.seek(max((upload.size or 0) - 2048, 0))
    return upload.read()


def _drawn_anew(upload: UploadedFile) -> Upload:
    """Decoded in a process of its own, which has little memory and time: a small file may unpack to anything."""
    drawn = TemporaryFile()  # noqa: SIM115  # read when it is saved, and gone with its last reader
    with TemporaryFile() as given:
        upload.seek(0)
        for chunk in upload.chunks():
            given.write(chunk)
        given.seek(0)
        kind = _run_worker(given, drawn)
    drawn.seek(0)
    return Upload(PICTURES[kind], File(drawn))


def _run_worker(given: IO[bytes], drawn: IO[bytes]) -> str:
    """Gives the picture's format. Raises as `checked` does."""
    command = [sys.executable, "-I", str(WORKER)]
    try:
        done = subprocess.run(  # noqa: S603  # a command of our own
            command, stdin=given, stdout=drawn, stderr=subprocess.PIPE, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooLargePictureError("it takes too long to decode") from error
    kind = done.stderr.decode("ascii", errors="replace")
    if done.returncode == 0 and kind in PICTURES:
        return kind
    if done.returncode == picture_worker.UNREADABLE:
        raise UnreadableFileError("damaged")
    raise TooLargePictureError(f"the worker ended with {done.returncode}")
