"""JSON from outside: no larger and no deeper than what its reader asks for."""

import json
from typing import Any


class TooLargeError(ValueError):
    """There are more bytes than are taken."""


class MalformedError(ValueError):
    """It is no JSON, or is nested deeper than anything that is taken."""


def read_json(body: bytes, *, most_bytes: int, most_depth: int) -> Any:
    """The value in `body`. Raises TooLargeError or MalformedError; NaN and Infinity are no JSON."""
    if len(body) > most_bytes:
        raise TooLargeError
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedError from error
    _require_shallow(value, most_depth)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _require_shallow(value: Any, most_depth: int) -> None:
    """Level by level, so that no depth is too much for this itself."""
    level, depth = [value], 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        if depth > most_depth:
            raise MalformedError("nested too deep")
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
