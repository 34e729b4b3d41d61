"""The network as trainers see it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from practitioners.announcements import wants
from practitioners.choosing import PractitionerChoiceField
from practitioners.forms import NetworkFilterForm, NewPractitionerForm, TrainerProfileForm, TrustForm
from practitioners.lanes import lane_of
from practitioners.models import Discipline, Practitioner, TrainerProfile, TrustedPractitioner
from practitioners.network import add_practitioner
from practitioners.profiles import profile_of, save_profile
from practitioners.responsiveness import of_practitioner, of_trainer
from practitioners.search import narrowed
from practitioners.trust import trust_of_trainer, trusted_practitioners
from web.paging import page_by_key
from web.search_field import rows_page

PEOPLE_OF_A_LANE = 20


@require_GET
@trainers_only
def network(request: SignedInRequest) -> HttpResponse:
    form = NetworkFilterForm(request.GET or None)
    practitioners = narrowed(Practitioner.objects.in_network(), form.wanted)
    page = page_by_key(practitioners, by="name", after=request.GET.get("after", ""))
    return render(request, "practitioners/list.html", {"form": form, "page": page, "nav": "network"})


@require_GET
@trainers_only
def find(request: SignedInRequest) -> HttpResponse:
    """Those of the network whom the typed words fit, as a form shows them. No client is in it."""
    return rows_page(request, PractitionerChoiceField())


def _in_network(practitioner_id: UUID) -> Practitioner:
    return get_object_or_404(Practitioner.objects.in_network().select_related("verified_by"), pk=practitioner_id)


@require_GET
@trainers_only
def detail(request: SignedInRequest, practitioner_id: UUID) -> HttpResponse:
    """Somebody of the network; an entry that was made part of another leads there."""
    merged = Practitioner.objects.filter(pk=practitioner_id, merged_into__isnull=False).first()
    if merged is not None and merged.merged_into_id:
        return redirect("practitioners:detail", merged.merged_into_id)
    return _detail(request, _in_network(practitioner_id))


def _detail(request: SignedInRequest, practitioner: Practitioner, trust_form: TrustForm | None = None) -> HttpResponse:
    trust = trust_of_trainer(request.user, practitioner)
    context = {
        "practitioner": practitioner,
        "lane": lane_of(practitioner.discipline),
        "trust": trust,
        "positions": Practitioner.objects.in_network().positions_of(practitioner),
        "figures": of_practitioner(practitioner, today=timezone.localdate()),
        "trust_form": trust_form or TrustForm(instance=trust.own),
        "form": trust_form,
        "nav": "network",
    }
    return render(request, "practitioners/detail.html", context, status=422 if trust_form else 200)


@require_GET
@trainers_only
def trusted(request: SignedInRequest) -> HttpResponse:
    """The trainer's own list, with the notes that nobody else reads."""
    page = page_by_key(trusted_practitioners(request.user), by="practitioner__name", after=request.GET.get("after", ""))
    return render(request, "practitioners/trusted.html", {"page": page, "nav": "network"})


@require_POST
@trainers_only
def trust(request: SignedInRequest, practitioner_id: UUID) -> HttpResponse:
    """Puts somebody on the trainer's own list, who then comes first where one is chosen; or changes the note."""
    practitioner = _in_network(practitioner_id)
    form = TrustForm(request.POST)
    if not form.is_valid():
        return _detail(request, practitioner, form)
    TrustedPractitioner.objects.update_or_create(
        trainer=request.user, practitioner=practitioner, defaults={"note": form.cleaned_data["note"]}
    )
    messages.success(request, _("%(name)s is on your list.") % {"name": practitioner.name})
    return redirect("practitioners:detail", practitioner_id)


@require_POST
@trainers_only
def stop_trusting(request: SignedInRequest, practitioner_id: UUID) -> HttpResponse:
    practitioner = _in_network(practitioner_id)
    TrustedPractitioner.objects.filter(trainer=request.user, practitioner=practitioner).delete()
    messages.success(request, _("%(name)s is no longer on your list.") % {"name": practitioner.name})
    return redirect("practitioners:detail", practitioner_id)


@require_GET
@trainers_only
def lanes(request: SignedInRequest) -> HttpResponse:
    """Every discipline, and what it may ask of training."""
    context = {"disciplines": Discipline.objects.all(), "nav": "network"}
    return render(request, "practitioners/lanes.html", context)


@require_GET
@trainers_only
def lane(request: SignedInRequest, code: str) -> HttpResponse:
    """One discipline's lane, with those of the network who work in it."""
    discipline = get_object_or_404(Discipline, code=code)
    practitioners = Practitioner.objects.in_network().filter(discipline=discipline)[:PEOPLE_OF_A_LANE]
    context = {"lane": lane_of(discipline), "practitioners": practitioners, "nav": "network"}
    return render(request, "practitioners/lane.html", context)


@require_http_methods(["GET", "POST"])
@trainers_only
def add(request: SignedInRequest) -> HttpResponse:
    form = NewPractitionerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.known and form.known.is_suspended:
            messages.warning(request, _("They are suspended from the network. Ask your network's admin."))
            return redirect("practitioners:list")
        if form.known:
            messages.info(request, _("They are in the network already."))
            return redirect("practitioners:detail", form.known.pk)
        new = form.save(commit=False)
        new.clinic = form.clinic()
        messages.success(request, _("Added. An admin will look the licence up."))
        return redirect("practitioners:detail", add_practitioner(new, by=request.user).pk)
    status = 422 if form.errors else 200
    return render(request, "practitioners/add.html", {"form": form, "nav": "network"}, status=status)


@require_http_methods(["GET", "POST"])
@trainers_only
def own_profile(request: SignedInRequest) -> HttpResponse:
    """The trainer's public page: what it says, and whether it is on."""
    profile = profile_of(request.user)
    form = TrainerProfileForm(request.POST if request.method == "POST" else None, instance=profile)
    if request.method == "POST" and form.is_valid():
        save_profile(form.save(commit=False), changed=set(form.changed_data))
        messages.success(request, _("Your page is on.") if profile.is_public else _("Saved. Your page is off."))
        return redirect("practitioners:own_profile")
    stored = TrainerProfile.objects.filter(trainer=request.user).first()
    figures = of_trainer(request.user, today=timezone.localdate())
    is_wanted = wants(request.user.email)
    context = {"form": form, "stored": stored, "figures": figures, "wants_announcements": is_wanted, "nav": "me"}
    return render(request, "practitioners/own_profile.html", context, status=422 if form.errors else 200)
