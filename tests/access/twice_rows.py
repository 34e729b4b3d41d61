"""The rows about a client who was entered twice."""

from tests.access.table import client_page, trainers

_BOTH = {
    "client_id": lambda record: record.other_client.pk,
    "other_client_id": lambda record: record.client.pk,
}
_COVERS_ONE = {"cover": {"GET": 404, "POST": 404}}  # and knows nothing of the other entry
TWICE_ENTERED = [
    trainers("workspace:duplicates", GET=200, logs={"lead": 1, "stranger": 1}),
    client_page("workspace:tell_apart", POST=302, lead_only=True, kwargs=_BOTH, log=2, who={"cover": {"POST": 404}}),
    client_page(
        "workspace:merge_clients",
        GET=200,
        POST=302,
        lead_only=True,
        kwargs=_BOTH,
        log=2,
        queries=16,
        who=_COVERS_ONE,
    ),
    client_page("workspace:undo_client_merge", POST=302, lead_only=True),
]
