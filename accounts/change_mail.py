"""Mails about a change of somebody's account: to its owner with a way to stop it, and to the other admins."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from accounts.models import AccountEvent, ChangeRequest
from accounts.roles import Role
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.pages import page_address
from web.zones import moment_with_clock

ACCOUNT_CHANGED = "accounts.account_changed"  # subject_id: the event; secret: the token of the stop link, if any
ADMINS_TOLD = "accounts.admins_told"  # subject_id: the event
AGREEMENT_WANTED = "accounts.agreement_wanted"  # subject_id: the request

What = AccountEvent.What
SUBJECTS = {
    What.LET_IN_AGAIN: _lazy("Your second step was taken off"),
    What.PASSWORD: _lazy("Your password was changed"),
    What.ROLE_GIVEN: _lazy("You were given another role"),
    What.ROLE_TAKEN: _lazy("A role was taken from you"),
    What.CLOSED: _lazy("Your account was closed"),
    What.OPENED: _lazy("Your account was opened again"),
    What.ENTRY: _lazy("Your entry in the network was changed"),
    What.LIFTED: _lazy("Your account can be used again"),
    What.TOKEN_MADE: _lazy("Access for a program was made"),
    What.WEBHOOK_MADE: _lazy("A webhook was made"),
    What.CALENDAR_MADE: _lazy("An address for a calendar was made"),
}
# To the owner. `by` is who did it, `thing` the role, or what was added or removed.
OWNER_WORDS = {
    What.ADDRESS: _lazy("The address that you sign in with was changed. Done by: %(by)s."),
    What.ROLE_GIVEN: _lazy("You are now here as: %(thing)s. Done by: %(by)s."),
    What.ROLE_TAKEN: _lazy("You are no longer here as: %(thing)s. Done by: %(by)s."),
    What.FACTOR_ADDED: _lazy("Added to your second step: %(thing)s."),
    What.FACTOR_REMOVED: _lazy("Removed from your second step: %(thing)s."),
    What.LET_IN_AGAIN: _lazy(
        "An admin of your network has taken the second step off your account, so that you can sign in with your "
        "password and set up a new one. You have been signed out everywhere. Done by: %(by)s."
    ),
    What.PASSWORD: _lazy("The password of your Carelane account has just been changed."),
    What.CLOSED: _lazy("Your Carelane account was closed. Done by: %(by)s."),
    What.OPENED: _lazy("Your Carelane account was opened again. Done by: %(by)s."),
    What.ENTRY: _lazy("Your entry in the network of practitioners was changed. Done by: %(by)s."),
    What.LIFTED: _lazy("The stop on your account was lifted. Done by: %(by)s."),
    What.TOKEN_MADE: _lazy("A program can now read your clients in your name: %(thing)s. Done by: %(by)s."),
    What.WEBHOOK_MADE: _lazy("A program is now told when something happens: %(thing)s. Done by: %(by)s."),
    What.CALENDAR_MADE: _lazy(
        "Whoever has a secret address can now read when your sessions and appointments are. Done by: %(by)s."
    ),
}
# To the other admins, about `name`.
ADMIN_WORDS = {
    What.ADDRESS: _lazy("The e-mail address of %(name)s was changed. Done by: %(by)s."),
    What.ROLE_GIVEN: _lazy("%(name)s was given the role: %(thing)s. Done by: %(by)s."),
    What.ROLE_TAKEN: _lazy("%(name)s no longer has the role: %(thing)s. Done by: %(by)s."),
    What.LET_IN_AGAIN: _lazy("The second step of %(name)s was taken off, to let them in again. Done by: %(by)s."),
    What.CLOSED: _lazy("The account of %(name)s was closed. Done by: %(by)s."),
    What.OPENED: _lazy("The account of %(name)s was opened again. Done by: %(by)s."),
    What.ENTRY: _lazy("The entry of %(name)s in the network of practitioners was changed. Done by: %(by)s."),
    What.STOPPED: _lazy(
        "From a mailbox of %(name)s somebody says that a change of the account is not right. Nobody can use the "
        "account for 7 days. Talk to them, on the phone or in person."
    ),
    What.LIFTED: _lazy("The stop on the account of %(name)s was lifted. Done by: %(by)s."),
}


def write_account_changed(message: Message, secrets: Secrets) -> EmailContent | None:
    event = AccountEvent.objects.select_related("user", "by", "agreed_by").filter(pk=message.subject_id).first()
    if event is None:
        return None
    what = What(event.what)
    return EmailContent(
        subject=str(SUBJECTS.get(what, _("How you sign in was changed"))),
        paragraphs=[
            _("Hello %(name)s,") % {"name": event.user.name},
            str(OWNER_WORDS[what]) % words_of(event),
            _("When: %(when)s.") % {"when": _when(event)},
            _("If this is right, there is nothing to do."),
            *([] if "token" in secrets else [_("If it is not, talk to an admin of your network.")]),
        ],
        **(_way_to_stop(secrets["token"]) if "token" in secrets else {}),
    )


def _way_to_stop(token: str) -> dict[str, Any]:
    stop = settings.BASE_URL + reverse("accounts:stop_change", args=[token])
    return {
        "actions": [(_("This isn't right: stop it"), stop)],
        "after": [_("The link shows one button. It ends every session, nobody can sign in for 7 days, and all admins "
                    "of your network are told.")],
    }  # fmt: skip


def write_admins_told(message: Message, secrets: Secrets) -> EmailContent | None:
    event = AccountEvent.objects.select_related("user", "by", "agreed_by").filter(pk=message.subject_id).first()
    if event is None:
        return None
    return EmailContent(
        subject=_("An account of your network was changed")
        if event.what != What.STOPPED
        else _("A change of an account was stopped"),
        paragraphs=[
            str(ADMIN_WORDS[What(event.what)]) % words_of(event, to_owner=False),
            _("When: %(when)s.") % {"when": _when(event)},
            _("If you doubt that it is right, talk to both. You can close an account at once."),
        ],
        actions=[(_("See the account"), page_address("person", event.user_id))],
    )


def write_agreement_wanted(message: Message, secrets: Secrets) -> EmailContent | None:
    request = ChangeRequest.objects.select_related("user", "by").filter(pk=message.subject_id).first()
    if request is None or request.state != ChangeRequest.State.OPEN:
        return None
    names = {"by": request.by.name, "name": request.user.name, "what": request.get_what_display()}
    return EmailContent(
        subject=_("A second admin is needed"),
        paragraphs=[
            _("%(by)s asks you to agree, for the account of %(name)s: %(what)s.") % names,
            _("Make sure yourself, on the phone or in person, that %(name)s wants this. Without a second admin it has "
              "to wait, so that nobody takes over an account.") % names,
        ],
        actions=[(_("See it, and answer"), page_address("person", request.user_id))],
    )  # fmt: skip


def words_of(event: AccountEvent, *, to_owner: bool = True) -> dict[str, str]:
    """Who did it, to whom, and the role or part of the second step that it is about."""
    thing = role_of(event) or event.after or event.before
    by = event.by.name if event.by else _("the people who run Carelane here")
    if event.agreed_by:
        by = _("%(first)s and %(second)s") % {"first": by, "second": event.agreed_by.name}
    if to_owner and event.by_id == event.user_id:
        by = _("you, or somebody in your name")
    return {"name": event.user.name, "by": by, "thing": thing}


def role_of(event: AccountEvent) -> str:
    """The role that was given or taken, as people read it; empty for any other change."""
    if event.what not in {What.ROLE_GIVEN, What.ROLE_TAKEN}:
        return ""
    return str(Role(event.after or event.before).label)


def _when(event: AccountEvent) -> str:
    """In the owner's time zone, with its name."""
    return moment_with_clock(localtime(event.at, ZoneInfo(event.user.time_zone)))


def register_change_mail() -> None:
    register(MailKind(ACCOUNT_CHANGED, write_account_changed))
    register(MailKind(ADMINS_TOLD, write_admins_told))
    register(MailKind(AGREEMENT_WANTED, write_agreement_wanted))
