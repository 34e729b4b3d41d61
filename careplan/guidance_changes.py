"""What is different between two wordings of the same guidance, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from careplan.limits import kilograms, until_in_words
from careplan.models import Guidance, Side
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS, Labels

# What a form types, in its order, by the names of its fields and of the columns.
FIELDS = (
    "kind",
    "text",
    "patterns",
    "attributes",
    "regions",
    "side",
    "load_limit_kg",
    "range_limit",
    "pain_limit",
    "impact_limit",
    "starts_on",
    "ends_on",
    "until_next_visit",
)

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One field, as it stands and as it was typed, both in words."""

    label: str | Promise
    stands: str
    typed: str


def as_typed(guidance: Any) -> dict[str, Any]:
    """What a form would hold of guidance, whether the trainer's or what a practitioner reads of it (no query)."""
    return {name: getattr(guidance, name) for name in FIELDS}


def differences(stands: Typed, typed: Typed) -> list[Difference]:
    """Where two wordings differ, in the order of the form; [] where they say the same."""
    pairs = [Difference(label, in_words(stands), in_words(typed)) for label, in_words in _IN_WORDS]
    return [one for one in pairs if one.stands != one.typed]


def _labels(labels: Labels, name: str) -> Callable[[Typed], str]:
    return lambda typed: ", ".join(str(label) for key, label in labels.items() if key in (typed.get(name) or []))


def _choice(choices: Any, name: str) -> Callable[[Typed], str]:
    return lambda typed: str(dict(choices.choices).get(typed.get(name), ""))


def _load(typed: Typed) -> str:
    load = typed.get("load_limit_kg")
    return "" if load is None else kilograms(load)


def _pain(typed: Typed) -> str:
    pain = typed.get("pain_limit")
    return "" if pain is None else _("%(pain)d of 10") % {"pain": pain}


def _from(typed: Typed) -> str:
    return date_format(typed["starts_on"]) if typed.get("starts_on") else ""


def _until(typed: Typed) -> str:
    return until_in_words(typed.get("ends_on"), until_next_visit=bool(typed.get("until_next_visit")))


_IN_WORDS: list[tuple[str | Promise, Callable[[Typed], str]]] = [
    (gettext_lazy("Kind"), _choice(Guidance.Kind, "kind")),
    (gettext_lazy("In words"), lambda typed: str(typed.get("text") or "")),
    (gettext_lazy("Which movements"), _labels(PATTERNS, "patterns")),
    (gettext_lazy("Only when it is"), _labels(ATTRIBUTES, "attributes")),
    (gettext_lazy("Which part of the body"), _labels(REGIONS, "regions")),
    (gettext_lazy("Side"), _choice(Side, "side")),
    (gettext_lazy("Load at most"), _load),
    (gettext_lazy("Range"), lambda typed: str(typed.get("range_limit") or "")),
    (gettext_lazy("Pain at most"), _pain),
    (gettext_lazy("Impact"), _choice(Guidance.Impact, "impact_limit")),
    (gettext_lazy("From"), _from),
    (gettext_lazy("Until"), _until),
]
