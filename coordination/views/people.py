"""The admins' pages on people who sign in: inviting, closing, letting in again. No client is on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import InviteForm, PersonForm, ReasonForm
from accounts.http import SignedInRequest
from accounts.invitations import change_address, invite, invite_again
from accounts.models import User
from accounts.roles import admins_only, hats_of
from accounts.second_factor import FACTORS, has_second_factor, let_in_again
from accounts.step_up import require_step_up
from clients.access_log import Actor
from clients.closing import close_account, open_account
from clients.forms import LeavingForm
from clients.handover import ask_successors


@require_GET
@admins_only
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody who signs in to work; clients' own accounts are clients, and so not here."""
    found = professionals().annotate(
        factors=Count("authenticator", filter=Q(authenticator__type__in=FACTORS), distinct=True)
    )
    rows = [(person, [hat.label for hat in hats_of(person)]) for person in found.order_by("-is_active", "name")]
    return render(request, "coordination/people.html", {"rows": rows, "nav": "people"})


def professionals() -> QuerySet[User]:
    return User.objects.filter(Q(is_trainer=True) | Q(is_network_admin=True) | Q(is_practitioner=True))


def _person(user_id: UUID) -> User:
    return get_object_or_404(professionals(), pk=user_id)


@require_http_methods(["GET", "POST"])
@admins_only
def invite_person(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        invite(form.save(commit=False))
        messages.success(request, _("%(name)s is invited by mail.") % {"name": form.instance.name})
        return redirect("coordination:people")
    status = 422 if form.errors else 200
    return render(request, "coordination/invite.html", {"form": form, "nav": "people"}, status=status)


@require_http_methods(["GET", "POST"])
@admins_only
def person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Name, address and hats; POST saves them."""
    user = _person(user_id)
    before = user.email
    form = PersonForm(request.POST if request.method == "POST" else None, instance=user, by=request.user)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        if changed.email.lower() == before.lower():
            changed.save()
        else:
            require_step_up(request)
            change_address(changed)
        messages.success(request, _("Saved."))
        return redirect("coordination:person", user_id)
    return _person_page(request, _person(user_id), person_form=form, status=422 if form.errors else 200)


def _person_page(request: SignedInRequest, user: User, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with the form that has to be mended in place of an empty one."""
    page = {
        "person": user,
        "person_form": PersonForm(instance=user, by=request.user),
        "is_self": user.pk == request.user.pk,
        "second_factor": has_second_factor(user),
        "events": user.account_events.select_related("by"),
        "leaving_form": LeavingForm(trainer=user),
        "close_form": ReasonForm(),
        "let_in_form": ReasonForm(),
        "form": next(iter(forms.values()), None),
        "nav": "people",
        **forms,
    }
    return render(request, "coordination/person.html", page, status=status)


@require_POST
@admins_only
def send_invitation(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    user = _person(user_id)
    if user.is_active and not user.has_usable_password():
        invite_again(user)
        messages.success(request, _("A new invitation is on its way. The link in the earlier one stays good too."))
    return redirect("coordination:person", user_id)


@require_POST
@admins_only
def let_person_in_again(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """For somebody who lost the second factor. An admin can't do it for themselves."""
    user, form = _person(user_id), ReasonForm(request.POST)
    require_step_up(request)
    if user.pk == request.user.pk or not form.is_valid():
        return _person_page(request, user, let_in_form=form, status=422)
    let_in_again(user, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(
        request, _("%(name)s can sign in with the password now, and is told by mail.") % {"name": user.name}
    )
    return redirect("coordination:person", user_id)


@require_POST
@admins_only
def close_person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Ends the account's sessions at once; a trainer's successors are asked to take over."""
    user, form = _person(user_id), ReasonForm(request.POST)
    leaving = LeavingForm(request.POST, trainer=user)
    require_step_up(request)
    if user.pk == request.user.pk or not form.is_valid() or not leaving.is_valid():
        forms = {"close_form": form} if form.errors or user.pk == request.user.pk else {"leaving_form": leaving}
        return _person_page(request, user, status=422, **forms)
    if user.is_active:
        close_account(
            user,
            by=request.user,
            reason=form.cleaned_data["reason"],
            otherwise=leaving.cleaned_data.get("otherwise"),
        )
        messages.success(request, _("The account is closed, and every session of it has ended."))
    return redirect("coordination:person", user_id)


@require_POST
@admins_only
def open_person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    user, form = _person(user_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, close_form=form, status=422)
    if not user.is_active:
        open_account(user, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s can sign in again.") % {"name": user.name})
    return redirect("coordination:person", user_id)


@require_POST
@admins_only
def ask_for_clients(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """For clients of a trainer who left, when whoever was asked said no: somebody else is asked."""
    user = _person(user_id)
    form = LeavingForm(request.POST, trainer=user)
    if user.is_active or not form.is_valid():
        return _person_page(request, user, leaving_form=form, status=422)
    asked = ask_successors(user, otherwise=form.cleaned_data.get("otherwise"), actor=Actor.user(request.user))
    messages.success(request, _("Asked about %(number)d clients.") % {"number": asked})
    return redirect("coordination:person", user_id)
