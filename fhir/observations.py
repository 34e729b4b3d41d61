"""Readings of measures, and the exercise vital sign as HL7's Physical Activity guide has it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Client
from fhir.values import (
    HL7,
    LOINC,
    UCUM,
    Resource,
    coding,
    concept,
    derived_key,
    in_words,
    moment,
    named,
    number,
    own_code,
    patient,
    quantity,
    reference,
    resource,
)
from measures.catalogue import MEASURES, SCORE, WEEKLY
from measures.models import NamedScore, Reading

ACTIVITY_CODES = "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes"


@dataclass(frozen=True)
class Known:
    """By what code others know a measure, its unit in UCUM, and of what kind it is."""

    loinc: str
    display: str
    unit: str
    category: str


_ACTIVITY = "activity"
_DAYS = "How many days per week did you engage in moderate to strenuous physical activity in the last 30 days"
_MINUTES = (
    "On those days that you engage in moderate to strenuous exercise, how many minutes, on average, do you exercise"
)
# By the measure's code, and the item where one code is of one side.
KNOWN = {
    ("nprs", ""): Known(
        "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}", "survey"
    ),
    ("grip", "left"): Known("83173-5", "Grip strength Hand - left Dynamometer", "kgf", "exam"),
    ("grip", "right"): Known("83174-3", "Grip strength Hand - right Dynamometer", "kgf", "exam"),
    ("sit-to-stand", ""): Known("66247-8", "Sit to stand frequency in 30 seconds", "{#}/(30.s)", "exam"),
    ("body-mass", ""): Known("29463-7", "Body weight", "kg", "vital-signs"),
    ("evs-days", ""): Known("89555-7", _DAYS, "d/wk", _ACTIVITY),
    ("evs-minutes", ""): Known("68516-4", _MINUTES, "min/d", _ACTIVITY),
    (WEEKLY, ""): Known("82290-8", "Frequency of moderate to vigorous aerobic physical activity", "min/wk", _ACTIVITY),
}


def observations(client: Client) -> list[Resource]:
    """Readings that stand, the oldest day first; after each pair of the exercise vital sign the minutes a week."""
    rows = Reading.objects.current().filter(client=client).select_related("entered_by", "practitioner", "replaces")
    readings = list(rows.order_by("taken_on", "created_at", "pk"))
    units = {score.name.casefold(): score.unit for score in NamedScore.objects.filter(client=client)}
    minutes = {reading.taken_on: reading for reading in readings if reading.measure == "evs-minutes"}
    made = []
    for reading in readings:
        made.append(_observation(client, reading, units))
        if reading.measure == "evs-days" and reading.taken_on in minutes:
            made.append(_weekly(client, reading, minutes[reading.taken_on]))
    return made


def _observation(client: Client, reading: Reading, units: dict[str, str]) -> Resource:
    known = _known(reading)
    return resource(
        "Observation",
        reading.pk,
        status="corrected" if getattr(reading, "replaces", None) else "final",
        category=_categories(known),
        code=_code(reading, known),
        subject=patient(client),
        effectiveDateTime=reading.taken_on.isoformat(),
        issued=moment(reading.created_at),
        performer=[_teller(client, reading)],
        valueQuantity=quantity(reading.value, _unit(reading, units), known.unit if known else ""),
    )


def _weekly(client: Client, days: Reading, minutes: Reading) -> Resource:
    known = KNOWN[WEEKLY, ""]
    return resource(
        "Observation",
        derived_key(days.pk, "minutes-per-week"),
        status="final",
        category=_categories(known),
        code=concept(coding(LOINC, known.loinc, known.display), text=MEASURES[WEEKLY].name),
        subject=patient(client),
        effectiveDateTime=days.taken_on.isoformat(),
        issued=moment(max(days.created_at, minutes.created_at)),
        performer=[_teller(client, days)],
        valueQuantity={
            "value": number(days.value * minutes.value),
            "unit": str(MEASURES[WEEKLY].unit),
            "system": UCUM,
            "code": known.unit,
        },
        derivedFrom=[reference("Observation", days), reference("Observation", minutes)],
    )


def _known(reading: Reading) -> Known | None:
    return KNOWN.get((reading.measure, reading.item)) or KNOWN.get((reading.measure, ""))


def _categories(known: Known | None) -> list[dict[str, Any]]:
    kind = known.category if known else "survey"
    own = concept(coding(f"{HL7}observation-category", kind))
    return [own, concept(coding(ACTIVITY_CODES, "PhysicalActivity"))] if kind == _ACTIVITY else [own]


def _code(reading: Reading, known: Known | None) -> dict[str, Any]:
    measure = MEASURES.get(reading.measure)
    name = reading.item if reading.measure == SCORE else in_words(measure.name if measure else "", _item(reading))
    own = own_code("measure", reading.measure, name)
    codings = [coding(LOINC, known.loinc, known.display)] if known else []
    return concept(*codings, *own["coding"], text=name)


def _item(reading: Reading) -> str:
    """What it is of, in words where it is a choice."""
    measure = MEASURES.get(reading.measure)
    return str(dict(measure.item_choices).get(reading.item, reading.item)) if measure else reading.item


def _unit(reading: Reading, units: dict[str, str]) -> str:
    measure = MEASURES.get(reading.measure)
    return str(measure.unit) if measure else units.get(reading.item.casefold(), "")


def _teller(client: Client, reading: Reading) -> dict[str, Any]:
    """Whose word it is."""
    if reading.told_by == Reading.Teller.CLIENT:
        return patient(client)
    if reading.told_by == Reading.Teller.PRACTITIONER:
        return named(reading.practitioner.name if reading.practitioner else _("a practitioner"))
    return named(reading.entered_by.name if reading.entered_by else _("the trainer"))
