"""A practitioner refers from their own pages, and sees how their referrals stand."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import logged
from clients.models import Client
from consent.models import ConsentGrant
from practitioner_portal.viewers import open_grant, practitioners_page, viewer_of
from practitioners.announcements import set_wanted, set_words, wants
from practitioners.forms import TrainerSearchForm, TrustTrainerForm
from practitioners.lanes import lane_of_trainers
from practitioners.models import Practitioner, TrainerProfile
from practitioners.responsiveness import of_practitioner
from practitioners.trust import trust_of_practitioner, trusted_trainers
from referrals import incoming as rules
from referrals.forms.incoming import SuggestionForm, WhyForm
from referrals.incoming_leaving import has_left, others_to_refer_to
from referrals.incoming_moves import acknowledge
from referrals.incoming_step import incoming_step
from referrals.models import IncomingReferral, TaskStatus
from referrals.workflow import MoveNotPossibleError
from web.limits import REFERRALS_OF_PRACTITIONER
from web.paging import page_by_key
from web.ratelimit import count_try
from web.zones import today_in

S = TaskStatus
TRAINERS_A_PAGE = 20


@practitioners_page
@require_http_methods(["GET", "HEAD"])
def find_trainers(request: HttpRequest) -> HttpResponse:
    """The trainers whose page is on, by name, practice or area; whom the practitioner trusts stand first."""
    practitioner = viewer_of(request).practitioner
    form = TrainerSearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    profiles = TrainerProfile.objects.public()
    for word in words.split():
        profiles = profiles.filter(
            Q(trainer__name__icontains=word) | Q(trainer__practice_name__icontains=word) | Q(area__icontains=word)
        )
    page = page_by_key(profiles, by="slug", after=request.GET.get("after", ""), size=TRAINERS_A_PAGE)
    is_first = not words and "after" not in request.GET
    trusted = trusted_trainers(practitioner)[:TRAINERS_A_PAGE] if is_first else []
    context = {"page": page, "form": form, "q": words, "trusted": trusted}
    return render(request, "practitioner_portal/find_trainers.html", context)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def refer_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Suggests a trainer to somebody whom the trainer need not know yet."""
    practitioner = viewer_of(request).practitioner
    profile = get_object_or_404(TrainerProfile.objects.public(), slug=slug)
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not profile.takes_new_clients:
            form.add_error(None, _("%(name)s takes no new clients at the moment.") % {"name": profile.trainer.name})
        elif sent := _suggest(form, practitioner, profile, form.suggestion()):
            return _to_referral(request, sent, form)
    return refer_page(request, profile, form)


def refer_page(
    request: HttpRequest, profile: TrainerProfile, form: SuggestionForm, trust_form: TrustTrainerForm | None = None
) -> HttpResponse:
    """The trainer's page with both of its forms, of which either may have been sent with errors."""
    trust = trust_of_practitioner(viewer_of(request).practitioner, profile.trainer)
    context = {
        "profile": profile,
        "lane": lane_of_trainers(),
        "form": form,
        "trust": trust,
        "trust_form": trust_form or TrustTrainerForm(instance=trust.own),
    }
    status = 422 if form.errors or trust_form else 200
    return render(request, "practitioner_portal/refer_new.html", context, status=status)


def _suggest(
    form: WhyForm,
    practitioner: Practitioner,
    profile: TrainerProfile,
    suggestion: rules.Suggestion,
) -> IncomingReferral | None:
    count_try(REFERRALS_OF_PRACTITIONER, str(practitioner.pk))
    try:
        return rules.suggest(
            suggestion, practitioner=practitioner, trainer=profile.trainer, key=form.cleaned_data["key"]
        )
    except rules.TooManySuggestionsError:
        form.add_error(None, _("Your patient has been written to often enough today. Refer them again tomorrow."))
        return None


def _to_referral(request: HttpRequest, sent: IncomingReferral, form: WhyForm) -> HttpResponse:
    if sent.pk != form.cleaned_data["key"]:
        messages.info(request, _("You have referred them already: this is how it stands."))
    return redirect("practitioner_portal:sent_referral", sent.pk)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a referral to the trainer"))
def refer_shared(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Suggests to somebody who shares with the practitioner that they train (again) with their trainer here."""
    view = open_grant(request, grant_id)
    client = Client.objects.select_related("lead_trainer").get(pk=view.client_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not client.has_proven_mailbox:
            form.add_error(None, _("They have to confirm their e-mail first. Please call the trainer."))
        elif sent := _suggest_shared(form, view.practitioner.id, client):
            return _to_referral(request, sent, form)
    context = {"view": view, "form": form, "client_name": view.client_first_name}
    return render(request, "practitioner_portal/refer_shared.html", context, status=422 if form.errors else 200)


def _suggest_shared(form: WhyForm, practitioner_id: UUID, client: Client) -> IncomingReferral | None:
    count_try(REFERRALS_OF_PRACTITIONER, str(practitioner_id))
    suggestion = rules.Suggestion(
        first_name=client.first_name,
        email=client.mailbox,
        language=client.language,
        reason=form.cleaned_data["reason"],
        guardian_name=client.guardian_name if client.is_minor() else "",
    )
    try:
        return rules.suggest(
            suggestion,
            practitioner=Practitioner.objects.get(pk=practitioner_id),
            trainer=client.lead_trainer,
            client=client,
            key=form.cleaned_data["key"],
        )
    except rules.TooManySuggestionsError:
        form.add_error(None, _("Your patient has been written to often enough today. Refer them again tomorrow."))
        return None


# --- how they stand -----------------------------------------------------------------------


@practitioners_page
@require_http_methods(["GET", "HEAD"])
def sent_referrals(request: HttpRequest) -> HttpResponse:
    """The practitioner's own referrals, newest first: first names as they typed them, and how each stands."""
    practitioner = viewer_of(request).practitioner
    rows = IncomingReferral.objects.filter(practitioner=practitioner).select_related("trainer", "client__lead_trainer")
    page = page_by_key(rows, by="created_at", after=request.GET.get("after", ""), newest_first=True)
    figures = of_practitioner(practitioner, today=timezone.localdate())
    is_wanted = wants(practitioner.email)
    context = {"page": page, "practitioner": practitioner, "figures": figures, "wants_announcements": is_wanted}
    return render(request, "practitioner_portal/sent_referrals.html", context)


@practitioners_page
@require_POST
def set_announcements(request: HttpRequest) -> HttpResponse:
    """Whether announcements go to the mailbox whose reader entered here."""
    is_wanted = request.POST.get("wanted") == "yes"
    set_wanted(viewer_of(request).practitioner.email, is_wanted=is_wanted)
    messages.success(request, set_words(is_wanted=is_wanted))
    return redirect("practitioner_portal:sent_referrals")


def _sent(request: HttpRequest, incoming_id: UUID) -> IncomingReferral:
    """The practitioner's own; 404 for every other."""
    rows = IncomingReferral.objects.select_related("trainer", "client__lead_trainer", "practitioner__clinic")
    return get_object_or_404(rows, pk=incoming_id, practitioner=viewer_of(request).practitioner_id)


@practitioners_page
@require_http_methods(["GET", "HEAD"])
def sent_referral(request: HttpRequest, incoming_id: UUID) -> HttpResponse:
    """How one stands. Of the client it has what the practitioner typed and nothing else, so it owes the log nothing."""
    incoming = _sent(request, incoming_id)
    grants = ConsentGrant.objects.live().filter(practitioner=incoming.practitioner_id, client=incoming.client_id)
    context = {
        "incoming": incoming,
        "events": list(incoming.events.all()),
        "step": incoming_step(incoming, today_in(incoming.recipient.time_zone, timezone.now())),
        "has_left": has_left(incoming.recipient),
        "others": others_to_refer_to(incoming),
        "comes_back": rules.mail_comes_back(incoming),
        "grant": grants.first() if incoming.client_id else None,
        "can_take_back": incoming.status in {S.DRAFT, S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD},
    }
    return render(request, "practitioner_portal/sent_referral.html", context)


@practitioners_page
@require_POST
def take_back_referral(request: HttpRequest, incoming_id: UUID) -> HttpResponse:
    incoming = _sent(request, incoming_id)
    try:
        rules.take_back(incoming)
    except MoveNotPossibleError as refusal:
        messages.error(request, refusal.in_words())
    else:
        messages.success(request, _("Taken back."))
    return redirect("practitioner_portal:sent_referral", incoming.pk)


@practitioners_page
@require_POST
def acknowledge_referral(request: HttpRequest, incoming_id: UUID) -> HttpResponse:
    """The practitioner has read what came of it."""
    incoming = _sent(request, incoming_id)
    acknowledge(incoming)
    messages.success(request, _("Noted. The referral is closed."))
    return redirect("practitioner_portal:sent_referral", incoming.pk)
