"""The admins' pages on people who sign in: inviting, closing, letting in again. No client is on them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.agreement import NobodyToAgreeError, ask_second_admin, may_agree, open_request
from accounts.change_mail import role_of
from accounts.events import shown_to_admins
from accounts.forms import InviteForm, PersonForm, ReasonForm
from accounts.identity import SecondAdminNeededError, change_address, change_roles, let_in_again
from accounts.invitations import invite, invite_again
from accounts.models import AccountEvent, ChangeRequest, User
from accounts.recent_changes import RecentChanges
from accounts.roles import Role, SignedInRequest, admins_only, roles_of
from accounts.second_factor import FACTORS, has_second_factor
from accounts.security_log import refused
from accounts.step_up import require_step_up
from clients.access_log import Actor
from clients.deactivation import close_account, open_account
from clients.forms import LeavingForm
from clients.handover import ask_successors
from network_admin.forms import PeopleFilterForm
from web.limits import ADDRESSES_TAKEN
from web.paging import page_by_key
from web.ratelimit import count_try

What = AccountEvent.What


@require_GET
@admins_only
def people(request: SignedInRequest) -> HttpResponse:
    """Those who sign in to work, a page at a time; clients' own accounts are clients, and so not here."""
    form = PeopleFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    has_factor = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS))
    matches = (
        User.objects.professionals().matching(wanted["q"]).filter(is_active=wanted["state"] != PeopleFilterForm.CLOSED)
    )
    page = page_by_key(matches.annotate(has_factor=has_factor), by="name", after=request.GET.get("after", ""))
    rows = [(person, [role.label for role in roles_of(person) if role != Role.CLIENT]) for person in page.rows]
    return render(request, "network_admin/people.html", {"form": form, "rows": rows, "page": page, "nav": "people"})


def person_of(user_id: UUID) -> User:
    return get_object_or_404(User.objects.professionals(), pk=user_id)


@require_http_methods(["GET", "POST"])
@admins_only
def invite_person(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require_step_up(request)
    if request.method == "POST" and form.is_valid():
        invite(form.save(commit=False), by=request.user)
        messages.success(request, _("%(name)s is invited by mail.") % {"name": form.instance.name})
        return redirect("network_admin:people")
    _count_taken_address(request, form)
    status = 422 if form.errors else 200
    return render(request, "network_admin/invite.html", {"form": form, "nav": "people"}, status=status)


def _count_taken_address(request: SignedInRequest, form: InviteForm) -> None:
    """An address that has an account may be a client's: a few slips are told, nobody goes through a list of them."""
    if form.has_error("email", "unique"):
        refused("address that has an account", request)
        count_try(ADDRESSES_TAKEN, str(request.user.pk))


@require_http_methods(["GET", "POST"])
@admins_only
def person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Name, address and roles; POST saves them."""
    user = person_of(user_id)
    if request.method == "POST":
        require_step_up(request)
    form = PersonForm(request.POST if request.method == "POST" else None, instance=user, by=request.user)
    if request.method == "POST" and form.is_valid():
        _save_person(request, person_of(user_id), form.cleaned_data)
        return redirect("network_admin:person", user_id)
    _count_taken_address(request, form)
    return person_page(request, person_of(user_id), person_form=form, status=422 if form.errors else 200)


def _save_person(request: SignedInRequest, user: User, changed: dict[str, Any]) -> None:
    """The address may have to wait for a second admin; the rest is saved all the same."""
    User.objects.filter(pk=user.pk).update(name=changed["name"])
    roles = {Role.TRAINER: changed["is_trainer"], Role.ADMIN: changed["is_network_admin"]}
    change_roles(user, roles=[role for role, has in roles.items() if has], by=request.user)
    if user.pk == request.user.pk or changed["email"] == user.email.lower():
        messages.success(request, _("Saved."))
        return
    try:
        change_address(user, email=changed["email"], by=request.user, reason=changed["reason"])
    except SecondAdminNeededError as needed:
        email, reason = changed["email"], changed["reason"]
        ask_or_say_when(request, user, ChangeRequest.What.ADDRESS, until=needed.until, reason=reason, email=email)
    else:
        messages.success(request, _("Saved. The old address is told, with a way to stop it."))


def ask_or_say_when(
    request: SignedInRequest,
    user: User,
    what: ChangeRequest.What,
    *,
    until: datetime,
    reason: str,
    email: str = "",
) -> None:
    """Asks the other admins to agree to a change that has to wait; says until when where there is no other."""
    try:
        ask_second_admin(user, what, by=request.user, email=email, reason=reason)
    except NobodyToAgreeError:
        day = date_format(localtime(until), "DATETIME_FORMAT")
        messages.error(
            request, _("Not changed. It has to wait until %(day)s: no second admin can agree.") % {"day": day}
        )
    else:
        messages.warning(request, _("Not changed yet. The other admins are asked by mail: one of them has to agree."))


def person_page(request: SignedInRequest, user: User, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with the form that has to be mended in place of an empty one."""
    now = timezone.now()
    recent, change_request = RecentChanges.of(user, now=now), open_request(user, now=now)
    events = shown_to_admins(user.account_events.select_related("by", "agreed_by"))
    context: dict[str, Any] = {
        "person": user,
        "person_form": PersonForm(instance=user, by=request.user),
        "is_self": user.pk == request.user.pk,
        "second_factor": has_second_factor(user),
        "events": [(event, role_of(event)) for event in events],
        "address_waits": recent.waits_until(What.ADDRESS),
        "letting_in_waits": recent.waits_until(What.LET_IN_AGAIN),
        "new_mailbox_until": recent.new_mailbox_until(),
        "stop": next(iter(recent.stops()), None),
        "change_request": change_request,
        "may_agree": change_request and may_agree(change_request, request.user, now=now),
        "leaving_form": LeavingForm(trainer=user),
        "close_form": ReasonForm(),
        "let_in_form": ReasonForm(),
        "lift_form": ReasonForm(),
        "form": next(iter(forms.values()), None),
        "nav": "people",
        **forms,
    }
    for name in ("person_form", "lift_form", "let_in_form", "close_form"):
        context[name].auto_id = f"{name}_%s"  # several ask for a reason
    return render(request, "network_admin/person.html", context, status=status)


@require_POST
@admins_only
def send_invitation(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    user = person_of(user_id)
    require_step_up(request)
    if user.is_active and not user.has_usable_password():
        invite_again(user, by=request.user)
        messages.success(request, _("A new invitation is on its way. The link in the earlier one stays good too."))
    return redirect("network_admin:person", user_id)


@require_POST
@admins_only
def let_person_in_again(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """For somebody who lost the second factor. An admin can't do it for themselves.

    So soon after a change of address a second admin has to agree.
    """
    user, form = person_of(user_id), ReasonForm(request.POST)
    require_step_up(request)
    if user.pk == request.user.pk or not form.is_valid():
        return person_page(request, user, let_in_form=form, status=422)
    try:
        let_in_again(user, by=request.user, reason=form.cleaned_data["reason"])
    except SecondAdminNeededError as needed:
        reason = form.cleaned_data["reason"]
        ask_or_say_when(request, user, ChangeRequest.What.LET_IN_AGAIN, until=needed.until, reason=reason)
    else:
        messages.success(
            request, _("%(name)s can sign in with the password now, and is told by mail.") % {"name": user.name}
        )
    return redirect("network_admin:person", user_id)


@require_POST
@admins_only
def close_person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Ends the account's sessions at once; a trainer's successors are asked to take over."""
    user, form = person_of(user_id), ReasonForm(request.POST)
    leaving = LeavingForm(request.POST, trainer=user)
    require_step_up(request)
    if user.pk == request.user.pk or not form.is_valid() or not leaving.is_valid():
        forms = {"close_form": form} if form.errors or user.pk == request.user.pk else {"leaving_form": leaving}
        return person_page(request, user, status=422, **forms)
    if user.is_active:
        close_account(
            user,
            by=request.user,
            reason=form.cleaned_data["reason"],
            otherwise=leaving.cleaned_data.get("otherwise"),
        )
        messages.success(request, _("The account is closed, and every session of it has ended."))
    return redirect("network_admin:person", user_id)


@require_POST
@admins_only
def open_person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    user, form = person_of(user_id), ReasonForm(request.POST)
    require_step_up(request)
    if not form.is_valid():
        return person_page(request, user, close_form=form, status=422)
    if not user.is_active:
        open_account(user, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s can sign in again.") % {"name": user.name})
    return redirect("network_admin:person", user_id)


@require_POST
@admins_only
def ask_for_clients(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """For clients of a trainer who left, when whoever was asked said no: somebody else is asked."""
    user = person_of(user_id)
    require_step_up(request)
    form = LeavingForm(request.POST, trainer=user)
    if user.is_active or not form.is_valid():
        return person_page(request, user, leaving_form=form, status=422)
    ask_successors(user, otherwise=form.cleaned_data.get("otherwise"), actor=Actor.user(request.user))
    messages.success(request, _("Asked about their clients."))
    return redirect("network_admin:person", user_id)
