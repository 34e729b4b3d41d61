import pytest
from django.utils.translation import trans_real


@pytest.fixture
def missing(monkeypatch) -> list[str]:
    """The English texts that were asked for in French and are in no catalogue, each once, as they come up."""
    french, texts = trans_real.translation("fr"), []

    def note(text, is_known):
        is_data = text.startswith("data\x04")  # a name somebody gave, or what tests/exercises/test_french.py looks at
        if not is_data and not is_known and text not in texts:
            texts.append(text)

    def gettext_heard(text, looked_up=french.gettext):
        note(text, text in french._catalog)
        return looked_up(text)

    def ngettext_heard(singular, many, number, looked_up=french.ngettext):
        note(singular, (singular, 0) in french._catalog)
        return looked_up(singular, many, number)

    monkeypatch.setattr(french, "gettext", gettext_heard)
    monkeypatch.setattr(french, "ngettext", ngettext_heard)
    return texts
