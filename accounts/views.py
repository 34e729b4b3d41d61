"""A signed-in person's own page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.adapter import first_page
from accounts.forms import PreferencesForm
from accounts.http import SignedInRequest
from accounts.roles import Hat, wear
from accounts.second_factor import needs_second_factor


@require_http_methods(["GET", "POST"])
def me(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    status = 422 if form.errors else 200
    page = {"form": form, "professional": needs_second_factor(request.user), "nav": "me"}
    return render(request, "accounts/me.html", page, status=status)


@require_POST
def wear_hat(request: SignedInRequest) -> HttpResponse:
    """Switches to another of one's hats, and goes to `next` or to where that hat begins."""
    if request.POST.get("hat") not in Hat.values:
        raise Http404
    hat = Hat(request.POST["hat"])
    wear(request, hat)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(first_page(hat))
