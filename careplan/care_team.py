"""Who else looks after the client."""

from careplan.models import CareTeamMember
from clients.models import Client
from practitioners.models import Practitioner


def add_member(client: Client, practitioner: Practitioner, *, for_what: str = "") -> CareTeamMember:
    """Puts a practitioner on the care team; one who is on it already stays as they are."""
    return CareTeamMember.objects.get_or_create(
        client=client, practitioner=practitioner, defaults={"for_what": for_what}
    )[0]
