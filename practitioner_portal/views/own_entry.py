"""A practitioner's own entry in the network."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practitioner_portal.viewers import practitioners_page, viewer_of
from practitioners.forms import OfferForm
from practitioners.own_entry import save_own_entry


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_entry(request: HttpRequest) -> HttpResponse:
    """What they offer, to change; who they are and what was looked up of them, to read."""
    practitioner = viewer_of(request).practitioner
    if practitioner.merged_into_id:
        raise Http404  # nobody reads this entry any more
    if request.method == "POST":
        form = save_own_entry(practitioner.pk, request.POST)
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect("practitioner_portal:own_entry")
    else:
        form = OfferForm(instance=practitioner)
    context = {"practitioner": practitioner, "form": form}
    return render(request, "practitioner_portal/own_entry.html", context, status=422 if form.errors else 200)
