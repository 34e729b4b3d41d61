"""What a client's download has of consents (clients/export.py)."""

from clients.export import Rows, Table, columns_of
from clients.models import AccessEvent, Client
from consent.log_words import lines
from consent.models import ConsentGrant, GrantScope

TABLES = {
    "consents": Table(
        ConsentGrant.objects.all(),
        columns_of(
            "id",
            "practitioner=practitioner__name",
            "direction",
            "purpose",
            "question=question__text",
            "asked_at=requested_at",
            "given_at",
            "how_given",
            "answered_name",
            "answered_by_guardian",
            "witness=witness__name",
            "until=ends_at",
            "declined_at",
            "withdrawn_at",
            "ended_by",
            "replaced_at",
            "keeps_for_care",
            "wording_version",
            "wording",
        ),
    ),
    "consent_scopes": Table(
        GrantScope.objects.all(),
        columns_of("consent=grant_id", "scope", "given=is_given", "taken_back_at"),
        client="grant__client",
    ),
}


def who_looked(client: Client) -> Rows:
    """The disclosures: each look and act, in the words of the page "Who looked"."""
    events = AccessEvent.objects.filter(client_id=client.pk).order_by("sequence")
    return [
        {
            "at": line.at,
            "who": line.who,
            "did": str(line.did),
            "how": line.through,
            "reason": line.reason,
            "device": str(line.device),
            "shown": line.shown,
        }
        for line in lines(client, events)
    ]
