"""The list of parts is that of the pins, and a licence that may not be used is refused."""

import json

import pytest

from script.components import PIN, PINS, Component, as_sbom, components, refused

pytestmark = pytest.mark.either_stack


@pytest.mark.parametrize("licence", ["GPL-3.0-or-later", "AGPL-3.0", "SSPL-1.0", "", "BUSL-1.1", "Proprietary"])
def test_what_may_not_be_used_is_refused(licence):
    assert list(refused([Component("thing", "1.0", licence)]))


@pytest.mark.parametrize(
    "licence", ["MIT", "BSD License", "Apache-2.0", "LGPL-3.0-only", "MPL-1.1 OR GPL-2.0-or-later"]
)
def test_what_may_be_used_passes(licence):
    assert not list(refused([Component("thing", "1.0", licence)]))


def test_each_pin_is_a_part_with_a_licence():
    parts = components()
    pins = {name.lower() for name, _version in PIN.findall(PINS.read_text("utf-8"))}
    assert {part.name for part in parts} == pins
    assert not list(refused(parts))


def test_the_sbom_names_each_part_once_and_says_nothing_of_the_machine():
    parts = [Component("thing", "1.0", "MIT"), Component("other", "2.0", "BSD")]
    document = json.loads(as_sbom(parts))
    assert [row["purl"] for row in document["components"]] == ["pkg:pypi/thing@1.0", "pkg:pypi/other@2.0"]
    assert "timestamp" not in document["metadata"]
    assert "serialNumber" not in document
