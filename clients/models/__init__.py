from clients.models.access_log import AccessChain, AccessCheckpoint, AccessEvent
from clients.models.client import Client, ClientUserObjectPermission
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
    "AccessChain",
    "AccessCheckpoint",
    "AccessEvent",
    "Client",
    "ClientImport",
    "ClientLink",
    "ClientMerge",
    "ClientUserObjectPermission",
    "ClientsToldApart",
    "ContactNote",
    "Correction",
    "EmergencyAccess",
    "MailboxChange",
    "PrivacyRequest",
    "Transfer",
]
