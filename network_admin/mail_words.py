"""What each kind of mail is, as an admin reads it: those about no client, to people of the network."""

from django.utils.translation import gettext_lazy as _

from web.words import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "accounts.account_changed": _("A change of their account"),
    "accounts.address": _("The link that confirms a new address"),
    "accounts.admins_told": _("What was done to an account, for admins"),
    "accounts.agreement_wanted": _("Asking a second admin to agree"),
    "accounts.invitation": _("An invitation"),
    "accounts.nudges": _("A reminder of what waits for them"),
    "accounts.password_reset": _("The link for a new password"),
    "accounts.sign_in_code": _("A code to sign in"),
    "clients.log-broken": _("A fault in the access log, for admins"),
    "network_admin.fewer-years": _("Fewer years for which records are kept, for admins"),
    "practitioners.announcement": _("An announcement"),
    "practitioners.join-code": _("A code for their application"),
    "practitioners.nudges": _("A reminder of what waits for them"),
    "referrals.sender-code": _("A code for who refers somebody"),
    "workspace.morning": _("The morning's summary"),
}


def words_of_mail(kind: str) -> StrOrPromise:
    """What of the network's own is told by name; any other is a mail of their work."""
    return WORDS.get(kind, _("A mail about their work"))
