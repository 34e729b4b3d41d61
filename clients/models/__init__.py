from clients.models.access_log import AccessChain, AccessCheckpoint, AccessEvent
from clients.models.client import (
    BREAK_GLASS,
    COACH,
    LEAD,
    SEE_OWN,
    Client,
    ClientQuerySet,
    ClientUserObjectPermission,
    born_before_to_be_of_age,
    digits_of,
)
from clients.models.contact import ContactNote
from clients.models.correction import Correction
from clients.models.emergency import EmergencyAccess
from clients.models.imported import ClientImport
from clients.models.link import ClientLink
from clients.models.mailbox import MailboxChange
from clients.models.merge import ClientMerge, ClientsToldApart
from clients.models.privacy_request import PrivacyRequest
from clients.models.transfer import Transfer

__all__ = [
    "BREAK_GLASS",
    "COACH",
    "LEAD",
    "SEE_OWN",
    "AccessChain",
    "AccessCheckpoint",
    "AccessEvent",
    "Client",
    "ClientImport",
    "ClientLink",
    "ClientMerge",
    "ClientQuerySet",
    "ClientUserObjectPermission",
    "ClientsToldApart",
    "ContactNote",
    "Correction",
    "EmergencyAccess",
    "MailboxChange",
    "PrivacyRequest",
    "Transfer",
    "born_before_to_be_of_age",
    "digits_of",
]
