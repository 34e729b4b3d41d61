"""The lead trainer's side of consent: ask, see how it stands, send the link again, end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from accounts.step_up import require_step_up
from clients.access import logged, open_client
from clients.access_log import Actor
from clients.models import AccessEvent, Client
from consent.ending import end_sharing
from consent.forms import AskConsentForm, RecordRequestForm
from consent.grants import ConsentRequest, ask_for_consent
from consent.links import ConsentError, SharingEndedError, resend_share_link, revoke_share_links
from consent.models import ConsentGrant, Purpose, ShareLink
from consent.restoring import confirm
from consent.wording import in_words, promise


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or asked a question about sharing"))
def ask_consent(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Asks the client, by mail, to share with one practitioner."""
    return _ask(request, open_client(request, client_id, lead=True), AskConsentForm)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or asked a question about asking a practitioner"))
def request_record(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Asks the client, by mail, whether one practitioner may answer the trainer's question about them."""
    return _ask(request, open_client(request, client_id, lead=True), RecordRequestForm)


def _ask(request: SignedInRequest, client: Client, form_class: type[AskConsentForm]) -> HttpResponse:
    form = form_class(
        request.POST or None, client=client, initial={"practitioner": request.GET.get("practitioner", "")}
    )
    nobody_to_ask = client.is_minor() and not client.guardian_name
    if client.status != Client.Status.ACTIVE or nobody_to_ask or request.method != "POST" or not form.is_valid():
        context = {"client": client, "form": form, "nobody_to_ask": nobody_to_ask, "nav": "clients"}
        return render(request, "consent/ask.html", context, status=422 if form.errors else 200)
    chosen = form.cleaned_data
    by_mail = bool(client.mailbox) and "here" not in request.POST
    grant = ask_for_consent(
        client,
        ConsentRequest(
            practitioner=chosen["practitioner"],
            purpose=Purpose.CARE,
            scopes=chosen["scopes"],
            question=chosen.get("question", ""),
            last_day=chosen["last_day"],
            note=chosen["note"],
            trainer=request.user,
            client_wants=chosen["client_wants"],
            by_mail=by_mail,
            key=chosen["key"],
        ),
    )
    if by_mail:
        messages.success(request, _("Asked. %(name)s gets a mail.") % {"name": client.greeted})
    return redirect("consent:consent_detail", client.pk, grant.pk)


def _grant(client: Client, grant_id: UUID) -> ConsentGrant:
    return get_object_or_404(
        ConsentGrant.objects.with_its_words().select_related("requested_by", "witness"),
        client=client,
        pk=grant_id,
    )


@require_GET
@logged(gettext_lazy("looked at a consent"))
def consent_detail(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """How one consent stands: what was asked, what was given, whether the practitioner has looked."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    grant = _grant(client, grant_id)
    scopes = list(grant.scopes.all())
    looks = AccessEvent.objects.filter(
        client_id=client.pk,
        actor_kind=AccessEvent.ActorKind.PRACTITIONER,
        through_kind="grant",
        through_id=str(grant.pk),
    ).order_by("-sequence")
    context = {
        "client": client,
        "grant": grant,
        "promise": promise(grant),
        "asked": in_words(row.scope for row in scopes),
        "given": in_words(grant.scopes_given),
        "link": ShareLink.objects.filter(grant=grant).order_by("-created_at").first(),
        "last_look": looks.values_list("at", flat=True).first(),
        "nav": "clients",
    }
    return render(request, "consent/detail.html", context)


@require_POST
@logged(gettext_lazy("sent a practitioner a new link"))
def resend_link(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """A new link for the practitioner; the earlier one ends."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    grant = _grant(client, grant_id)
    try:
        resend_share_link(grant)
    except SharingEndedError:
        messages.error(request, _("Nothing is shared here any more. Ask the client for consent first."))
    else:
        messages.success(request, _("A new link is on its way to %(name)s.") % {"name": grant.practitioner.name})
    return redirect("consent:consent_detail", client.pk, grant.pk)


@require_POST
@logged(gettext_lazy("ended a practitioner's link"))
def revoke_link(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The link in the practitioner's mail dies; what is shared stays shared."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    revoke_share_links(_grant(client, grant_id))
    messages.success(request, _("The link in their mail no longer works."))
    return redirect("consent:consent_detail", client.pk, grant_id)


@require_POST
@logged(gettext_lazy("ended sharing"))
def trainer_ends_sharing(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The trainer ends sharing, or takes back a question that is still open."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    end_sharing(_grant(client, grant_id), by=ConsentGrant.EndedBy.TRAINER, actor=Actor.user(request.user))
    messages.success(request, _("Sharing has ended."))
    return redirect("consent:consent_detail", client.pk, grant_id)


@require_POST
@logged(gettext_lazy("confirmed, after a restore, that sharing still stands"))
def confirm_consent(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The lead trainer knows that the client has not withdrawn it while the backup did not know."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    grant = _grant(client, grant_id)
    require_step_up(request)
    try:
        confirm(grant)
    except ConsentError:
        messages.error(request, _("Nothing was changed. This is how it stands."))
    else:
        messages.success(request, _("Sharing is on again."))
    return redirect("consent:consent_detail", client.pk, grant_id)
