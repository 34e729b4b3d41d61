"""What the database itself holds of this app."""

from web.migration_operations import AppendOnly

ACCESS_LOG = AppendOnly("clients_accessevent", "access_event", "the access log is", is_revoked=True)
