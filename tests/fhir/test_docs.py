"""docs/fhir.md has each field that is served, and none that is not."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from fhir.kinds import SEARCHED, record_of
from fhir.observations import KNOWN
from tests.factories.sessions_log import ReadingFactory
from tests.fhir.record import a_whole_record, validator

TEXT = (Path(settings.BASE_DIR) / "docs" / "fhir.md").read_text()
OF_ALL = {"resourceType", "id"}


@pytest.mark.django_db
def test_each_field_stands_in_the_table():
    client = a_whole_record()
    client.has_died, client.status = True, "archived"
    client.save()
    ReadingFactory(client=client, measure="grip", item="right")
    served = {path for resource in record_of(client) for path in _paths(resource)}
    kinds = "|".join(["Patient", *SEARCHED])
    table = set(re.findall(rf"^\| ((?:{kinds})\.[.\w]+) \|", TEXT, re.MULTILINE))
    assert served - table == set(), "served, and not in the table"
    assert table - served == set(), "in the table, and not served"


def _paths(resource):
    """Fields, and those of their parts that the schema has for this resource alone (Patient.contact)."""
    kind = resource["resourceType"]
    for name, value in resource.items():
        if name in OF_ALL:
            continue
        parts = value if isinstance(value, list) else [value]
        if _is_own_part(kind, name):
            yield from (f"{kind}.{name}.{inner}" for part in parts for inner in part)
        else:
            yield f"{kind}.{name}"


def _is_own_part(kind, name):
    field = validator().schema["definitions"][kind]["properties"][name]
    target = field.get("items", field).get("$ref", "")
    return target.startswith(f"#/definitions/{kind}_") and name not in {"entity", "source"}


def test_each_code_of_a_measure_stands_there():
    assert {(known.loinc, known.unit) for known in KNOWN.values()} == set(
        re.findall(r"^\| [^|]+ \| (\d+-\d) \| (\S+) \|$", TEXT, re.MULTILINE)
    )
