"""Draws one picture anew, in a process of its own: `python -I picture_worker.py <in >out`.

Run as a script, without Carelane or Django. It limits its own memory and time before it reads a byte, and looks at the
size that the file claims before it decodes anything. It writes the new picture to standard output and its format,
JPEG or PNG, to standard error; it ends with one of the codes below where it can't.
"""

import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 25_000_000
# Pillow keeps 4 bytes a pixel for anything in colour. A larger JPEG is read at half its width and height.
MOST_DECODED = 96 * 1024 * 1024
MOST_MEMORY = 112 * 1024 * 1024
MOST_SECONDS = 10
MOST_WRITTEN = 20 * 1024 * 1024
UNREADABLE, TOO_LARGE = 3, 4
ORIENTATION = 0x0112
FOUR_BYTES = {"RGB", "RGBA", "CMYK", "YCbCr", "I", "F", "RGBX", "LA", "PA", "La"}


def limit_itself() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def decoding_bytes(picture: "Image.Image") -> int:
    """What decoding takes: the pixels as Pillow keeps them, and the coefficients of a progressive JPEG before that."""
    bytes_a_pixel = 4 if picture.mode in FOUR_BYTES else 2 if picture.mode.startswith("I;16") else 1
    return picture.width * picture.height * bytes_a_pixel + coefficient_bytes(picture)


def coefficient_bytes(picture: "Image.Image") -> int:
    """2 bytes for each sample of each layer, whole, at whatever size it is read."""
    if not picture.info.get("progressive"):
        return 0
    layers = [(across, down) for _id, across, down, _table in getattr(picture, "layer", [])]
    most_across, most_down = max(across for across, _ in layers), max(down for _, down in layers)
    share = sum(across * down for across, down in layers) / (most_across * most_down)
    return int(2 * share * picture.info["pixels"])


def main() -> int:
    limit_itself()
    from PIL import Image  # noqa: PLC0415  # under the limits

    Image.MAX_IMAGE_PIXELS = None  # the limit is our own
    try:
        with Image.open(sys.stdin.buffer, formats=["JPEG", "PNG"]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return TOO_LARGE
            picture.info["pixels"] = width * height
            if decoding_bytes(picture) > MOST_DECODED:
                picture.draft(None, (width // 2, height // 2))  # a PNG stays as it is
            if decoding_bytes(picture) > MOST_DECODED:
                return TOO_LARGE
            kind = str(picture.format)
            turned = picture.getexif().get(ORIENTATION)
            picture.load()
            # What a camera adds (place, device, owner) stays behind; which way is up does not.
            picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
            exif = Image.Exif()
            if turned in range(2, 9):
                exif[ORIENTATION] = turned
            picture.save(sys.stdout.buffer, kind, quality=90, compress_level=4, exif=exif.tobytes() if turned else b"")
    except MemoryError:
        return TOO_LARGE
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError):
        return UNREADABLE
    sys.stderr.write(kind)
    return 0


if __name__ == "__main__":
    sys.exit(main())
