"""In which encoding a text file was written: UTF-8, UTF-16 with its mark, Windows' cp1252 or the Mac's own."""

import io
import re

from django.utils.translation import gettext as _

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
WINDOWS, MAC = "cp1252", "mac_roman"
CHUNK = 64 * 1024
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# A cell whose letters beyond ASCII are all UTF-8, and that has some.
UTF_8_CELL = re.compile(
    rb"(?<![^,;\t\r\n])[^,;\t\r\n\x80-\xff]*+"
    rb"(?:(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})[^,;\t\r\n\x80-\xff]*+)++"
    rb"(?![^,;\t\r\n])"
)
WORD = re.compile(r'[^ \t\r\n,;"()]+')
SAMPLES = 3
SMALL, LARGE = "àâäáãåçèéêëìíîïñòóôöõøùúûüýÿœæß", "ÀÂÄÁÃÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝŒÆŸ"
# What people type beside letters and digits in both: quotation marks, dashes, the signs of degrees and ordinals.
MARKS = "“”«»–—…°ºª€£©®·\u00a0"
APOSTROPHES = "’‘"
ELIDED = {"", "c", "d", "j", "l", "m", "n", "o", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "aujourd"}


class UnreadableTextError(Exception):
    """The bytes are no text that could be read; the message says why and what to do."""


class UnclearCharsetError(UnreadableTextError):
    """The text makes sense in two encodings: `samples` are words of it, as (in Windows' encoding, in the Mac's)."""

    def __init__(self, samples: list[tuple[str, str]]) -> None:
        words = _(
            "The file's accents can be read in two ways: as “%(windows)s” from Windows or “%(mac)s” from a Mac. "
            "Say below which is right, and choose the file again."
        )
        windows, mac = (", ".join(sample[place] for sample in samples) for place in (0, 1))
        super().__init__(words % {"windows": windows, "mac": mac})
        self.samples = samples


def charset_of(content: bytes, *, told: str = "") -> str | None:
    """The encoding of a text, as Python calls it; None for what is no text.

    `told` is what somebody said of a file that is neither UTF-8 nor UTF-16. Raises UnreadableTextError.
    """
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        return encoding if _is_text(content, encoding) else None
    except UnicodeDecodeError:
        _refuse_mixed(content)
    encoding = told if told in (WINDOWS, MAC) else _windows_or_mac(content)
    try:
        return encoding if _is_text(content, encoding) else None
    except UnicodeDecodeError:  # told as Windows', which has no character for some of its bytes
        return MAC if _is_text(content, MAC) else None


def _is_text(content: bytes, encoding: str) -> bool:
    """Whether it has nothing but characters that people type. Raises UnicodeDecodeError for another encoding."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    return not any(NO_TEXT.search(chunk) for chunk in iter(lambda: text.read(CHUNK), ""))


def _refuse_mixed(content: bytes) -> None:
    """Where some cells are UTF-8 and others are not, nobody can tell which is right."""
    if not UTF_8_CELL.search(content):
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            _(
                "Line %(line)d is in another encoding than the rest, so its accents would come out wrong. "
                "Save the file anew as “CSV UTF-8”."
            )
            % {"line": content.count(b"\n", 0, error.start) + 1}
        ) from error


def _windows_or_mac(content: bytes) -> str:
    """By the words with accents: in the wrong encoding they have signs in their middle, or capitals.

    Raises UnclearCharsetError where both make sense of some word, or neither of any.
    """
    words = sorted({word for word in WORD.findall(content.decode("latin-1")) if not word.isascii()})
    readings = [(_decoded(word, WINDOWS), _decoded(word, MAC)) for word in words]
    makes_sense = {(_is_plausible(windows), _is_plausible(mac)) for windows, mac in readings}
    if (True, False) in makes_sense and (False, True) not in makes_sense:
        return WINDOWS
    if (False, True) in makes_sense and (True, False) not in makes_sense:
        return MAC
    raise UnclearCharsetError(readings[:SAMPLES])


def _decoded(word: str, encoding: str) -> str:
    return word.encode("latin-1").decode(encoding, errors="replace")


def _is_plausible(word: str) -> bool:
    """Whether a word of French, English or a neighbour of theirs would be written so."""
    return all(
        letter.isascii() or _fits(letter, before=word[:place], after=word[place + 1 :])
        for place, letter in enumerate(word)
    )


def _fits(letter: str, *, before: str, after: str) -> bool:
    """A small letter stands before no capital, a capital after no small letter, an apostrophe where words elide."""
    if letter in APOSTROPHES:
        return not after[:1].isalpha() or after == "s" or before.casefold() in ELIDED
    if letter in MARKS:
        return True
    if letter in SMALL:
        return not after[:1].isupper()
    return letter in LARGE and not before[-1:].islower() and not (before[-1:].isalpha() and after[:1].islower())
