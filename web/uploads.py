"""Files that people send: what they are is known by their content, never by their name."""

from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from web.keys import uuid7

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a picture that unpacks to more is no photograph of a letter
PDF = "application/pdf"
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
SUFFIXES = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png"}


class UnreadableFileError(Exception):
    """It is neither a PDF nor a JPEG or PNG picture, or it is damaged."""


@dataclass(frozen=True)
class Upload:
    """What is kept of a file that was sent."""

    content_type: str  # by its content
    content: ContentFile

    @property
    def name(self) -> str:
        """A name of our own: the sender's may be personal."""
        return f"{uuid7()}.{SUFFIXES[self.content_type]}"


def checked(upload: UploadedFile) -> Upload:
    """What a file is by its content, and the bytes to keep.

    A picture is drawn anew: what a camera adds to it (place, device, owner) is not kept, nor is anything hidden
    behind it. Raises UnreadableFileError.
    """
    content = upload.read()
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Upload(PDF, ContentFile(content))
    try:
        with Image.open(BytesIO(content), formats=list(PICTURES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadableFileError("too many pixels")
            kind = str(picture.format)
            upright = ImageOps.exif_transpose(picture)
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFileError(str(error)) from error
    kept = BytesIO()
    bare.save(kept, kind, quality=90)
    return Upload(PICTURES[kind], ContentFile(kept.getvalue()))
