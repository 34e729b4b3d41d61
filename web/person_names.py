"""A person's name as files have it: title, given name and family name told apart."""

from dataclasses import dataclass

from web.bounds import as_one_line
from web.search_text import searchable

# In front of a name or behind it, in English and French; without a point.
TITLES = {
    "dr", "dre", "docteur", "docteure", "prof", "professeur", "mr", "mrs", "ms", "miss", "mx", "m", "mme", "mlle",
    "me", "pt", "rmt", "md", "phd", "msc", "bsc", "nd", "dc", "od", "rd", "rn", "rkin", "physio", "osteo",
}  # fmt: skip
IN_FRONT = TITLES - {"pt", "rmt", "md", "phd", "msc", "bsc", "nd", "dc", "od", "rd", "rn", "rkin"}
SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}  # part of a name, though a comma may stand before them
PARTICLES = {"van", "von", "de", "der", "den", "du", "di", "da", "dos", "del", "della", "la", "le", "ter", "ten", "bin", "el", "al"}  # fmt: skip


@dataclass(frozen=True)
class PersonName:
    """`given` is what a mail begins with; empty where there is one word only, which is then `family`."""

    title: str
    given: str
    family: str

    @property
    def whole(self) -> str:
        return f"{self.given} {self.family}".strip()


def read_name(cell: str) -> PersonName:
    """ "Tremblay, Zoé", "Dr. Zoé Tremblay" and "Zoé Tremblay, PT" are all Zoé Tremblay; "van der Berg, Jan" is Jan van der Berg.

    Where nothing tells, the last word is the family name, with the particles before it.
    """
    parts = [part.split() for part in as_one_line(cell).split(",")]
    behind: list[str] = []
    while len(parts) > 1 and all(_plain(word) in TITLES | SUFFIXES for word in parts[-1]):
        behind = [*parts.pop(), *behind]
    suffix = [word for word in behind if _plain(word) in SUFFIXES]
    title = " ".join(word for word in behind if _plain(word) not in SUFFIXES)
    parts = [part for part in parts if part] or [[]]
    for part in (parts[0], parts[-1]):
        while len(part) > 1 and _plain(part[0]) in IN_FRONT:
            title = f"{title} {part.pop(0)}".strip()
    if len(parts) > 1:  # the family name stands in front of the comma
        given, family = [word for part in parts[1:] for word in part], parts[0]
    else:
        given, family = _apart(parts[0])
    return PersonName(title, " ".join(given), " ".join([*family, *suffix]))


def first_name_of(name: str) -> str:
    """What a mail begins with: "Zoé" of "Dr. Zoé Tremblay" and of "Tremblay, Zoé"; the one word of who has one."""
    read = read_name(name)
    return next(iter((read.given or read.family or name).split()), "")


def name_key(name: str) -> str:
    """The same for every order of a name's words, with or without accents, titles and marks: "berg ida"."""
    without_apostrophes = name.replace("’", "").replace("'", "")
    words = searchable("".join(letter if letter.isalnum() else " " for letter in without_apostrophes)).split()
    return " ".join(sorted(word for word in words if word not in TITLES) or words)


def _apart(words: list[str]) -> tuple[list[str], list[str]]:
    if len(words) < 2:
        return [], words
    begins = len(words) - 1
    if _plain(words[begins]) in SUFFIXES and begins > 1:
        begins -= 1
    while begins > 1 and _plain(words[begins - 1]) in PARTICLES:
        begins -= 1
    return words[:begins], words[begins:]


def _plain(word: str) -> str:
    return searchable(word).replace(".", "")
