"""What the database itself holds of this app."""

from web.migration_operations import AppendOnly

# Without `is_revoked`: a foreign key that points here locks the row, for which PostgreSQL wants the owner's UPDATE.
ACCOUNT_EVENTS = AppendOnly("accounts_accountevent", "account_event", "account events are")
