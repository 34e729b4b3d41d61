"""The cases of offline_cases.json: what operations make of a sheet, on the phone (log.js) and on the server alike.

A case says what differs from a plain sheet, row or set. A text that begins with "@" is the key of something; the server
has a UUID in its place.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

Json = dict[str, Any]

_FILE: Json = json.loads((Path(__file__).parent / "offline_cases.json").read_text())
EXERCISES: dict[str, Json] = _FILE["exercises"]
CASES: list[Json] = _FILE["cases"]
SCORES: Json = {"effort": None, "pain_before": None, "pain_after": None, "team_note": "", "private_note": ""}
_SHEET: Json = {
    "state": "open",
    "planned": None,
    "minutes": None,
    "version": 1,
    "scores": SCORES,
    "restrictions": [],
    "replies": [],
    "flagged": [],
    "homework": [],
    "rows": [],
}
_ROW: Json = {
    "prescription": None,
    "planned": [],
    "sets": [],
    "skipped": "",
    "pain": None,
    "note": "",
    "swapped_from": "",
    "version": 1,
    "reason": "",
    "conflicts": [],
    "over": [],
    "pain_limits": [],
    "acknowledged": {},  # the server's alone: which guidance was acknowledged, and how sure it was
}
_SET: Json = {"amount": 8, "load_kg": "60.00", "side": "both", "kind": "working", "pain": None, "version": 1}


def whole(sheet: Json) -> Json:
    """A sheet of a case with all that a case leaves out."""
    rows = [_ROW | row | {"sets": [_SET | logged for logged in row.get("sets", [])]} for row in sheet.get("rows", [])]
    return _SHEET | sheet | {"rows": rows}


def comparable(sheet: Json) -> Json:
    """What both sides know of a sheet; of one that is discarded nothing is left on the server."""
    if sheet["state"] == "discarded":
        return {"state": "discarded"}
    return {
        "state": sheet["state"],
        "minutes": sheet["minutes"],
        "version": sheet["version"],
        "scores": sheet["scores"],
        "replies": [reply["key"] for reply in sheet["replies"]],
        "flagged": [(flag["key"], flag["name"]) for flag in sheet["flagged"]],
        "homework": [(week["key"], week["answer"]) for week in sheet["homework"]],
        "rows": [_comparable_row(row) for row in sheet["rows"]],
    }


def _comparable_row(row: Json) -> Json:
    same = ("id", "prescription", "planned", "skipped", "pain", "note", "swapped_from", "version", "reason")
    return {name: row[name] for name in same} | {
        "exercise": row["exercise"]["key"],
        "sets": [{name: logged[name] for name in ("key", *_SET)} for logged in row["sets"]],
        "conflicts": [conflict["guidance"] for conflict in row["conflicts"]],
        "over": sorted((conflict["guidance"], conflict["side"]) for conflict in row["over"]),
        "pain_limits": sorted(conflict["guidance"] for conflict in row["pain_limits"]),
    }


def key_of(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def with_keys(value: Any) -> Any:
    """A part of a case with UUIDs in the place of names."""
    return _replaced(value, lambda text: str(key_of(text)) if text.startswith("@") else text)


def with_names(value: Any, case: Json) -> Any:
    """What the server answers, with the names of the case in the place of UUIDs."""
    names = {str(key_of(name)): name for name in _names_in([case, EXERCISES])}
    return _replaced(value, lambda text: names.get(text, text))


def _replaced(value: Any, replace: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, list | tuple):
        return [_replaced(part, replace) for part in value]
    if isinstance(value, dict):
        return {replace(name): _replaced(part, replace) for name, part in value.items()}
    return value


def _names_in(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if value.startswith("@") else set()
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return set().union(*(_names_in(part) for part in parts))
