"""`key__among=keys`: one of very many values, which go to the database as one parameter, not as one each.

A sweep asks for thousands of rows by their keys: `__in` would make, quote and count a parameter of every key.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Lookup


class Among(Lookup):
    """Whether a key or a text is one of those given; none is given for nothing found."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Iterable[Any]:
        return tuple(self.rhs)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        kind = str(self.lhs.output_field.db_type(connection)).partition("(")[0]
        return self._one_of(
            compiler, connection, f" = ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))::{kind}[])"
        )

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._one_of(compiler, connection, " IN (SELECT value FROM json_each(%s))")

    def _one_of(self, compiler: Any, connection: Any, among: str) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        stored = [value.hex if isinstance(value, UUID) else str(value) for value in self.rhs]
        return left + among, [*params, json.dumps(stored)]
