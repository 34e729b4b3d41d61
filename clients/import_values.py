"""What people write into spreadsheets, as the client's form understands it: languages and time zones."""

from django.conf import settings

from web.search_text import searchable
from web.zones import TIME_ZONES

LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "anglais": "en", "en ca": "en", "anglaise": "en",
    "fr": "fr", "fra": "fr", "french": "fr", "francais": "fr", "fr ca": "fr", "francaise": "fr",
}  # fmt: skip


def language_of(cell: str) -> str:
    """The code of a language by its name in English or French; what is none comes back as it is."""
    plain = searchable(cell)
    return LANGUAGES.get(plain.replace("_", " "), plain if plain in dict(settings.LANGUAGES) else cell)


def time_zone_of(cell: str) -> str:
    """The zone by its key or by the words that we show for it; what is none comes back as it is."""
    plain = searchable(cell)
    for key, label in TIME_ZONES:
        if plain in (searchable(key), searchable(str(label))):
            return key
    return cell
