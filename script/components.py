"""The parts that an installation is made of: docs/components.csv for people, docs/sbom.cdx.json for scanners.

    python -m script.components            whether both are up to date, and every licence is one we may use
    python -m script.components --write    writes them

Names, versions and hashes are those that `requirements/base.txt` pins; licences are what the installed packages say.
Both files are the same on every machine.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "requirements" / "base.txt"
TABLE, SBOM = ROOT / "docs" / "components.csv", ROOT / "docs" / "sbom.cdx.json"

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
# What may be used in an installation; GPL and AGPL may not. The LGPL's are libraries that stand beside ours, unchanged.
ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib|Unlicense|0BSD|CC0|LGPL|Lesser General",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"AGPL|Affero|(?<!L)GPL|SSPL|BUSL|Business Source|Commons Clause", re.IGNORECASE)
# Of packages of other systems alone, and of those whose metadata says nothing or more than one thing: read in their files.
KNOWN = {
    "async-timeout": "Apache-2.0",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "pyphen": "MPL-1.1 OR LGPL-2.1-or-later OR GPL-2.0-or-later",  # one of them is enough
    "pyrage": "MIT OR Apache-2.0",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
}


@dataclass(frozen=True)
class Component:
    name: str
    version: str
    licence: str

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def components() -> list[Component]:
    """What base.txt pins, by name, each with its licence."""
    pins = PIN.findall(PINS.read_text("utf-8"))
    return [Component(name.lower(), version, licence_of(name)) for name, version in sorted(pins, key=_by_name)]


def _by_name(pin: tuple[str, str]) -> str:
    return pin[0].lower()


def licence_of(name: str) -> str:
    """The licence as its package says it; "" where it says nothing, or is not installed here."""
    if known := KNOWN.get(name.lower()):
        return known
    try:
        fields: dict[str, Any] = metadata(name).json
    except PackageNotFoundError:  # of another system alone
        return ""
    by_name = str(fields.get("license") or "").partition("\n")[0][:80]
    return fields.get("license_expression") or _by_classifier(fields.get("classifier", [])) or by_name


def _by_classifier(classifiers: list[str]) -> str:
    lines = (line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: "))
    return " AND ".join(sorted(line for line in lines if line not in {"OSI Approved", "Other/Proprietary License"}))


def refused(parts: list[Component]) -> Iterator[str]:
    """Each whose licence may not be used, or is not known."""
    for part in parts:
        choices = part.licence.split(" OR ")
        if not any(ALLOWED.search(choice) and not FORBIDDEN.search(choice) for choice in choices):
            yield f"{part.name} {part.version}: {part.licence or 'no licence is known'}"


def as_table(parts: list[Component]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["name", "version", "licence"])
    writer.writerows([part.name, part.version, part.licence] for part in parts)
    return file.getvalue()


def as_sbom(parts: list[Component]) -> str:
    """CycloneDX 1.6, without a time or a serial number, so that it changes with the parts alone."""
    rows = [
        {
            "type": "library",
            "bom-ref": part.purl,
            "name": part.name,
            "version": part.version,
            "purl": part.purl,
            "licenses": [{"license": {"name": part.licence}}],
        }
        for part in parts
    ]
    application = {"type": "application", "bom-ref": "carelane", "name": "carelane"}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": application},
        "components": rows,
        "dependencies": [{"ref": "carelane", "dependsOn": [part.purl for part in parts]}],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    parts = components()
    files = {TABLE: as_table(parts), SBOM: as_sbom(parts)}
    if "--write" in sys.argv[1:]:
        for path, text in files.items():
            path.write_text(text, "utf-8")
    problems = list(refused(parts))
    problems += [
        f"{path.relative_to(ROOT)} is not what requirements/base.txt pins: python -m script.components --write"
        for path, text in files.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
