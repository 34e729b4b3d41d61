"""The trainer's summary of a report: three sentences at most, and a first version of it in words from the figures."""

import re

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from reports.models import SUMMARY_LENGTH
from reports.progress import Progress
from web.languages import spoken

SENTENCES = 3
# Where a sentence ends: its sign, perhaps closing quotes or brackets, and a space or the end. "3.5" and "e.g. so" do not.
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s+[^a-z\s]|\s*$)|[。！？۔؟]+)")


def count_sentences(text: str) -> int:
    """How many sentences a text has; a line break ends one too."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return sum(len([part for part in _END.split(line) if part.strip()]) for line in lines)


def validate_summary(text: str) -> None:
    """Raises ValidationError for more than three sentences."""
    count = count_sentences(text)
    if count > SENTENCES:
        raise ValidationError(
            _("These are %(count)d sentences. Three at most: what changed, what was done, what you would like to know.")
            % {"count": count}
        )


def offered_summary(content: Progress) -> str:
    """A first version in words, from the figures of the report alone; "" where there are none."""
    sentences = [*content.changes[:1], _training(content), _load(content)]
    words = [sentence for sentence in sentences if sentence]
    while len(" ".join(words)) > SUMMARY_LENGTH:
        words.pop()
    return " ".join(words)


def _training(content: Progress) -> str:
    homework = content.homework
    figures = {"sessions": content.session_count, "done": homework.done, "asked": homework.due}
    if content.not_shared.get("attendance") or not content.session_count:
        return _("Homework done %(done)d of %(asked)d.") % figures if homework.due else ""
    if homework.due:
        return _("Sessions completed: %(sessions)d; homework done %(done)d of %(asked)d.") % figures
    return _("Sessions completed: %(sessions)d.") % figures


def _load(content: Progress) -> str:
    """The load that changed most often trained."""
    changed = next((load for load in content.loads if load.first != load.last), None)
    if changed is None:
        return ""
    return _("%(exercise)s: %(first)s to %(last)s kg.") % {
        "exercise": changed.exercise,
        "first": changed.first,
        "last": changed.last,
    }


def offered_in_words(content: Progress, language: str) -> str:
    """The same in the language of who reads the report."""
    with translation.override(spoken(language)):
        return offered_summary(content)
