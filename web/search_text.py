"""Text as a search compares it."""

import unicodedata

MOST_WORDS = 8  # of a search


def searchable(text: str) -> str:
    """Lower case without accents, hyphens as spaces: "Développé-couché" is "developpe couche"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.replace("-", " ").split())
