from clients.models.access_log import AccessChain, AccessEvent
from clients.models.client import Client, ClientUserObjectPermission
from clients.models.link import ClientLink

__all__ = ["AccessChain", "AccessEvent", "Client", "ClientLink", "ClientUserObjectPermission"]
