"""The admin site: the referral network and reference data, for network admins. No client is in it."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.roles import Hat, require_hat, worn_hat
from web.admin import NetworkModelAdmin
from web.public import public


class NetworkAdminSite(admin.AdminSite):
    site_header = _("Carelane: the network")
    site_title = _("Carelane")
    index_title = _("The referral network")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and worn_hat(request) == Hat.ADMIN

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own tables of the network alone: what packages bring (groups, mail addresses) stays out."""
        if admin_class is not None and issubclass(admin_class, NetworkModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Whoever is signed in without the hat learns of nothing."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated:
                require_hat(request, Hat.ADMIN)
            return guarded(request, *args, **kwargs)

        return hidden

    @public("sends people on to the one sign-in page")
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing in is allauth's."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        return redirect_to_login(wanted if is_ours else reverse("admin:index"))
