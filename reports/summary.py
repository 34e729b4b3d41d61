"""The trainer's summary of a report: three sentences at most, and a first version of it in words from the figures."""

import re

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from reports.models import SUMMARY_LENGTH
from reports.progress import Load, Progress
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
    """A first version in words, of figures that the first lines of the report don't tell; "" where there are none."""
    words = [sentence for sentence in (_loads(content), _pain(content), _at_home(content)) if sentence]
    while len(" ".join(words)) > SUMMARY_LENGTH:
        words.pop()
    return " ".join(words)


def _loads(content: Progress) -> str:
    """Of how many exercises the load went up, and where it went up most."""
    lifted = [load for load in content.loads if not load.is_help]
    higher = [load for load in lifted if _gain(load) > 0]
    if not higher:
        return ""
    most = max(higher, key=_gain)
    return ngettext(
        "The load went up in %(count)d exercise of %(all)d, most in %(exercise)s (%(first)s to %(last)s kg).",
        "The load went up in %(count)d exercises of %(all)d, most in %(exercise)s (%(first)s to %(last)s kg).",
        len(higher),
    ) % {
        "count": len(higher),
        "all": len(lifted),
        "exercise": most.exercise,
        "first": most.first,
        "last": most.last,
    }


def _gain(load: Load) -> float:
    """Of its load, from the first session to the last, in kg."""
    return float(load.points[-1][1]) - float(load.points[0][1])


def _pain(content: Progress) -> str:
    """The highest pain that anything in the period brought, besides what the scale says."""
    given = [line for line in content.pain if not line.is_scale]
    if not given:
        return ""
    worst = max(given, key=lambda line: line.highest)
    return _("The highest pain was %(pain)d of 10, %(when)s.") % {"pain": worst.highest, "when": worst.source}


def _at_home(content: Progress) -> str:
    """Which exercise at home was done least, where another was done more."""
    due = [row for row in content.homework.rows if row.due]
    if len(due) < 2:
        return ""
    least, best = (choose(due, key=lambda row: row.done / row.due) for choose in (min, max))
    if least.done * best.due == best.done * least.due:
        return ""
    return _("At home %(exercise)s was done least: %(done)d of %(asked)d times.") % {
        "exercise": least.exercise,
        "done": least.done,
        "asked": least.due,
    }


def offered_in_words(content: Progress, language: str) -> str:
    """The same in the language of who reads the report."""
    with translation.override(spoken(language)):
        return offered_summary(content)
