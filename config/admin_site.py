"""The admin site: the referral network and reference data, for network admins. No client is in it."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, active_role, require_role
from accounts.step_up import require_step_up
from web.admin import NetworkModelAdmin
from web.bounds import UNFIT
from web.public import public


def _has_unfit_characters(request: HttpRequest) -> bool:
    """Whether the query has characters that no link of the site has; PostgreSQL takes no NUL in a filter."""
    return any(UNFIT.search(value) for values in dict(request.GET.lists()).values() for value in values)


class NetworkAdminSite(admin.AdminSite):
    site_header = _("Carelane: the network")
    site_title = _("Carelane")
    index_title = _("The referral network")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and active_role(request) == Role.ADMIN

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own tables of the network alone: what packages bring (groups, mail addresses) stays out."""
        if admin_class is not None and issubclass(admin_class, NetworkModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Whoever is signed in without the role learns of nothing; each change asks for a fresh proof."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if _has_unfit_characters(request):
                raise Http404
            if request.user.is_authenticated:
                require_role(request, Role.ADMIN)
                if request.method == "POST" and request.path != reverse("admin:logout"):
                    require_step_up(request)
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
