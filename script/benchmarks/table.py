"""How every benchmark tells its figures: as a table for people, or as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure. `limit` is the most that `value` may be; None where it is only shown."""

    name: str
    value: float
    limit: float | None = None
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.limit is None or self.value <= self.limit


def report(rows: Iterable[Row], *, as_json: bool) -> int:
    """Prints the rows. Returns the exit code: 1 where one of them does not hold, else 0."""
    rows = list(rows)
    if as_json:
        print(json.dumps({row.name: _figures(row) for row in rows}, indent=2, ensure_ascii=False))
    else:
        print(_table(rows))
    return 0 if all(row.holds for row in rows) else 1


def _figures(row: Row) -> dict[str, float | str | bool | None]:
    return {"value": row.value, "limit": row.limit, "unit": row.unit, "holds": row.holds}


def _table(rows: list[Row]) -> str:
    lines = [("", "value", "limit", "unit", "")]
    for row in rows:
        limit = "–" if row.limit is None else _number(row.limit)
        lines.append((row.name, _number(row.value), limit, row.unit, "" if row.holds else "TOO MUCH"))
    first, second, third, fourth, _ = (max(map(len, column)) for column in zip(*lines, strict=True))
    return "\n".join(
        f"{name:<{first}}  {value:>{second}}  {limit:>{third}}  {unit:<{fourth}}  {verdict}".rstrip()
        for name, value, limit, unit, verdict in lines
    )


def _number(value: float) -> str:
    """Whole numbers as they are, others to three significant places without an exponent."""
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
