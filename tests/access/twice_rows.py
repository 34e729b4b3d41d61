"""The rows about a client who was entered twice."""

from tests.access.table import client_page, trainers

_BOTH = {
    "client_id": lambda record: record.other_client.pk,
    "other_client_id": lambda record: record.client.pk,
}
TWICE_ENTERED = [
    trainers("workspace:duplicates", GET=200, logs={"lead": 1}),
    client_page("workspace:tell_apart", POST=302, lead_only=True, kwargs=_BOTH, log=2),
    client_page("workspace:merge_clients", GET=200, POST=302, lead_only=True, kwargs=_BOTH, log=2, queries=16),
    client_page("workspace:undo_client_merge", POST=302, lead_only=True),
]
