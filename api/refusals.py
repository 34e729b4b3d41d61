"""How refusals stand in the description of the API."""

from typing import Any

from ninja import Schema


class FieldWords(Schema):
    at: str
    words: str


class ProblemOut(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldWords] | None = None


REFUSALS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 413, 415, 422, 429, 503}): ProblemOut}
