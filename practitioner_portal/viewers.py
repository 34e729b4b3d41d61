"""The practitioner's door: which browser is whose, and what it may open at this moment.

A page for practitioners is written so:

    @practitioners_page
    @require_GET
    def shared(request: HttpRequest, grant_id: UUID) -> HttpResponse:
        view = open_grant(request, grant_id)        # the first line; nothing of the client before it

A page that saves something calls `hold_open(request, view)` in the transaction that saves.

`open_grant` asks in this very request whether the consent is live, writes the access log, and gives a
SharedView. Otherwise it raises Http404 (another practitioner's grant, or none), or AccessDenied with the
page to show instead, which `practitioners_page` answers with: where to enter an address, a "Continue"
button after half an hour, or "sharing has ended".
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.roles import Role, active_role
from accounts.second_factor import is_of_the_demo, passed_second_step
from clients.access_log import Actor, record_access
from clients.models import AccessEvent
from consent.grants import lock_client
from consent.models import ConsentGrant, ViewerSession
from practitioners.accounts import practitioner_of
from practitioners.models import Practitioner
from practitioners.own_entry import save_own_language
from referrals.models import IncomingReferral
from sharing.view import SharedView
from web.codes import LIFE
from web.devices import device_of
from web.keys import hash_token, new_token
from web.languages import spoken
from web.public import no_referrer, public
from web.resubmit import typed_into

REMEMBERED: timedelta = settings.VIEWER_REMEMBERED
IDLE: timedelta = settings.VIEWER_IDLE
SHARED_COMPUTER = timedelta(hours=12)  # at most, on a computer that others use too
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last look is kept
WRITTEN = {
    "text",
    "cues",
    "why",
    "summary",
    "answer",
    "limits",
    "suggested_instead",
}  # fields of the practitioners' forms that hold sentences
ONE_VISIT = timedelta(minutes=30)  # a look within it, such as a reload, leaves marked what is new
CAME_FOR_COOKIE = f"{settings.VIEWER_COOKIE_NAME}-page"
GO_ON = "go_on"  # in a form that was sent after the idle time: "yes, it is me, take it"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AccessDenied(Exception):
    """The practitioner can't go in; `response` says why and what to do."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


def practitioners_page(view: View) -> View:
    """Marks a page as the practitioners' own: no account, and its door decides (see above)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(timezone.get_current_timezone()), translation.override(translation.get_language()):
            try:
                response = view(request, *args, **kwargs)
            except AccessDenied as shut:
                response = shut.response
        no_referrer(response)
        return response

    return public("practitioners have no account: a browser verified by a code, and a live consent")(guarded)  # type: ignore[return-value]


# --- whose browser ------------------------------------------------------------------------


def remembered_viewer(request: HttpRequest, *, now: datetime | None = None) -> ViewerSession | None:
    """The verified browser that asks, idle or not; None for any other (one query)."""
    token = request.COOKIES.get(settings.VIEWER_COOKIE_NAME, "")
    if not token:
        return None
    return (
        ViewerSession.objects.filter(
            token_hash=hash_token(token),
            ended_at=None,
            expires_at__gt=now or timezone.now(),
            sent_to=F("practitioner__email"),
        )
        .exclude(practitioner__verification__in=Practitioner.Verification.out_of_network())
        .select_related("practitioner__discipline")
        .first()
    )


def signed_in_viewer(request: HttpRequest, *, now: datetime) -> ViewerSession | None:
    """A practitioner who has signed in to an account of their own: as good as a code, and kept nowhere.

    Only where the account has proven the practitioner's present address: it opens what that mailbox opens.
    """
    if not isinstance(request.user, User) or active_role(request) != Role.PRACTITIONER:
        return None
    if not passed_second_step(request, request.user) and not is_of_the_demo(request):
        raise AccessDenied(redirect("mfa_index"))
    practitioner = practitioner_of(request.user)
    return ViewerSession(practitioner=practitioner, last_seen_at=now) if practitioner else None


def viewer_of(request: HttpRequest) -> ViewerSession:
    """The verified browser that asks. Raises AccessDenied for one that is not, or has been idle too long."""
    now = timezone.now()
    viewer = remembered_viewer(request, now=now) or signed_in_viewer(request, now=now)
    is_idle = viewer is not None and viewer.last_seen_at <= now - IDLE
    if viewer is None or (viewer.is_shared_computer and is_idle):
        raise AccessDenied(_enter_first(request))
    goes_on = request.method == "POST" and GO_ON in request.POST
    if is_idle and not goes_on:
        raise AccessDenied(_continue_page(request))
    if viewer.last_seen_at <= now - SEEN_EVERY:
        keep_alive(viewer, now=now)
    translation.activate(spoken(viewer.practitioner.language))
    return viewer


def keep_language(request: HttpRequest, language: str) -> None:
    """The practitioner whose browser this is reads, and is written to in, this language from now on."""
    if isinstance(request.user, User):
        practitioner = practitioner_of(request.user)
    else:
        now = timezone.now()
        viewer = remembered_viewer(request, now=now)
        practitioner = viewer.practitioner if viewer and viewer.last_seen_at > now - IDLE else None
    if practitioner:
        save_own_language(practitioner.pk, language)


def _enter_first(request: HttpRequest) -> HttpResponse:
    """On to where an address is entered; the browser keeps meanwhile which page it came for."""
    response = redirect("practitioner_portal:enter")
    if request.method == "GET" and request.path.isascii():
        response.set_cookie(
            CAME_FOR_COOKIE,
            request.path,
            max_age=LIFE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def page_come_for(request: HttpRequest, practitioner_id: UUID) -> str:
    """The page of this practitioner's for which the browser was sent to enter an address; "" for none (one query)."""
    address = request.COOKIES.get(CAME_FOR_COOKIE, "")
    if not is_practitioners_address(address):
        return ""
    try:
        page = resolve(address).kwargs
    except Resolver404:
        return ""
    own = {
        "grant_id": ConsentGrant.objects.live().filter(practitioner=practitioner_id),
        "incoming_id": IncomingReferral.objects.filter(practitioner=practitioner_id),
    }
    is_theirs = any(name in page and rows.filter(pk=page[name]).exists() for name, rows in own.items())
    return address if is_theirs else ""


def is_practitioners_address(address: str) -> bool:
    """Whether this is the address of a page behind a practitioner's code, and of ours."""
    inside = address.startswith(reverse("practitioner_portal:list"))
    return inside and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def keep_alive(viewer: ViewerSession, *, now: datetime | None = None) -> None:
    ViewerSession.objects.filter(pk=viewer.pk).update(last_seen_at=now or timezone.now())


def start_viewing(
    request: HttpRequest,
    response: HttpResponse,
    practitioner: Practitioner,
    *,
    is_shared_computer: bool = False,
    now: datetime | None = None,
) -> None:
    """Remembers this browser as the practitioner's for 30 days; what it was before ends.

    A shared computer is not remembered: its cookie goes with the browser, and half an hour without a look
    ends it for good.
    """
    end_viewing(request, response, now=now)
    moment = now or timezone.now()
    token = new_token()
    ViewerSession.objects.create(
        practitioner=practitioner,
        token_hash=hash_token(token),
        sent_to=practitioner.email,
        is_shared_computer=is_shared_computer,
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + (SHARED_COMPUTER if is_shared_computer else REMEMBERED),
    )
    response.set_cookie(
        settings.VIEWER_COOKIE_NAME,
        token,
        max_age=None if is_shared_computer else REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def end_viewing(request: HttpRequest, response: HttpResponse, *, now: datetime | None = None) -> None:
    """Forgets this browser, here and in the database."""
    token = request.COOKIES.get(settings.VIEWER_COOKIE_NAME, "")
    if token:
        ViewerSession.objects.filter(token_hash=hash_token(token), ended_at=None).update(ended_at=now or timezone.now())
        response.delete_cookie(settings.VIEWER_COOKIE_NAME, samesite="Lax")


def _continue_page(request: HttpRequest) -> HttpResponse:
    """Asks for one press; what was typed into a form that was sent goes along with it."""
    context = {"was_sent": request.method == "POST", "typed": typed_into(request), "address": request.get_full_path()}
    return render(request, "practitioner_portal/continue.html", context)


# --- the door -----------------------------------------------------------------------------


def open_grant(
    request: HttpRequest, grant_id: UUID, *, about: tuple[str, object] = ("", ""), marks_new: bool = False
) -> SharedView:
    """The client of one live consent, once the look is in the access log. Call it first; see the module's words.

    With `marks_new` the view marks what has come since the practitioner looked last.

    From here to the end of the page days are those where the client lives.
    """
    viewer = viewer_of(request)
    grant = (
        ConsentGrant.objects.filter(pk=grant_id, practitioner=viewer.practitioner_id)
        .select_related("client__lead_trainer", "practitioner__discipline")
        .prefetch_related("scopes")
        .first()
    )
    if grant is None:
        raise Http404
    timezone.activate(grant.client.zone)
    view = SharedView(grant, since=_last_look(grant, now=timezone.now()) if marks_new else None)
    if not view.is_open:
        raise AccessDenied(_ended(request, grant))
    match = request.resolver_match
    record_access(
        grant.client_id,
        actor=Actor.practitioner(viewer.practitioner_id, viewer.practitioner.name),
        action=match.view_name if match else "",
        through=("grant", grant.pk),
        about=about,
        device=device_of(request),
        shown=view.scopes | view.told,
    )
    return view


def _last_look(grant: ConsentGrant, *, now: datetime) -> datetime | None:
    """When the practitioner last looked through this grant, this visit left out; None on the first one."""
    looks = AccessEvent.objects.filter(
        client_id=grant.client_id,
        actor_kind=AccessEvent.ActorKind.PRACTITIONER,
        through_kind="grant",
        through_id=str(grant.pk),
        at__lt=now - ONE_VISIT,
    )
    return looks.order_by("-sequence").values_list("at", flat=True).first()


def hold_open(request: HttpRequest, view: SharedView) -> None:
    """Call it in the transaction that saves something: sharing can't end between the door and the save.

    Raises AccessDenied where it just has. Locks in the order of consent.grants.lock_grant.
    """
    lock_client(view.client_id)
    if ConsentGrant.objects.live().select_for_update(of=("self",)).filter(pk=view.grant_id).first() is None:
        raise AccessDenied(_ended_page(request))


def _ended(request: HttpRequest, grant: ConsentGrant) -> HttpResponse:
    """ "Sharing has ended", with nothing of the client; a look at a consent that was renewed goes to the new one."""
    if request.method != "POST" and grant.replaced_at and (newer := grant.in_its_place().first()):
        return redirect("practitioner_portal:record", newer.pk)
    return _ended_page(request)


def _ended_page(request: HttpRequest) -> HttpResponse:
    """What was typed into a form that came too late is shown, to be copied; it is kept nowhere."""
    context = {"was_sent": request.method == "POST", "typed": _written(request)}
    return render(request, "practitioner_portal/ended.html", context, status=410)


def _written(request: HttpRequest) -> list[str]:
    """The practitioner's own sentences in a form that was sent; keys and choices are nothing to copy."""
    return [value for name, value in typed_into(request) if name in WRITTEN and value.strip()]
