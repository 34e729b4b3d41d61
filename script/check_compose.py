"""Checks docker-compose.yml against the Compose Specification, that .env.example is complete, and that what it has is handed on.

compose-spec.json is the specification's own schema (Apache License 2.0).
"""

import json
import re
import sys
from pathlib import Path

import yaml
from jsonschema.validators import validator_for  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = ROOT / "docker-compose.yml"
IN_COMPOSE = re.compile(r"\$\{([A-Z0-9_]+)")
IN_SETTINGS = re.compile(r"""\benv\.\w+\(\s*"([A-Z0-9_]+)\"""")
OF_THE_IMAGE = {"CARELANE_STATIC_ROOT", "CARELANE_VAR"}  # folders, which the Dockerfile names
DOCUMENTED = re.compile(r"^(?:# )?([A-Z0-9_]+)=", re.MULTILINE)


def faults() -> list[str]:
    """What is wrong, a line each."""
    schema = json.loads((ROOT / "script" / "compose-spec.json").read_text())
    errors = validator_for(schema)(schema).iter_errors(yaml.safe_load(COMPOSE.read_text()))
    documented = set(DOCUMENTED.findall((ROOT / ".env.example").read_text()))
    settings = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "stores.py"))
    handed_on = yaml.safe_load(COMPOSE.read_text())["x-carelane"]["environment"].keys() | OF_THE_IMAGE
    known = set(IN_SETTINGS.findall(settings))
    read = {*IN_COMPOSE.findall(COMPOSE.read_text()), *known}
    return [
        *(f"docker-compose.yml, {error.json_path}: {error.message}" for error in errors),
        *(f".env.example does not tell of {name}" for name in sorted(read - documented)),
        *(f"docker-compose.yml does not hand on {name}" for name in sorted(known - handed_on)),
    ]


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    sys.exit(1 if problems else 0)
