"""A trainer's own page of tokens: what there is, making one, revoking one."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, trainers_only
from accounts.step_up import require_step_up
from api.forms import TokenForm
from api.models import ApiToken
from api.tokens import MOST_LIVE, TooManyTokensError, make_token, revoke_token
from clients.models import Client
from web.public import no_referrer

SHOWN = 50


@require_GET
@trainers_only
def token_list(request: SignedInRequest) -> HttpResponse:
    return _page(request, TokenForm(trainer=request.user))


@require_POST
@trainers_only
def make(request: SignedInRequest) -> HttpResponse:
    """Makes a token and shows it, this once."""
    require_step_up(request)
    form = TokenForm(request.POST, trainer=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    chosen = form.cleaned_data
    try:
        token, secret = make_token(
            request.user,
            name=chosen["name"],
            scope=chosen["scope"],
            expires_at=form.expires_at(timezone.now()),
            clients=form.clients,
        )
    except TooManyTokensError:
        form.add_error(None, _("You have %(most)d that open something. Revoke one first.") % {"most": MOST_LIVE})
        return _page(request, form, status=422)
    response = _page(request, TokenForm(trainer=request.user), made=token, secret=secret)
    no_referrer(response)
    return response


@require_POST
@trainers_only
def revoke(request: SignedInRequest, token_id: UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, trainer=request.user)
    if revoke_token(token, by=request.user):
        messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("api:tokens")


def _page(
    request: SignedInRequest, form: TokenForm, *, made: ApiToken | None = None, secret: str = "", status: int = 200
) -> HttpResponse:
    tokens = ApiToken.objects.filter(trainer=request.user).prefetch_related(
        Prefetch("clients", Client.objects.visible_to(request.user))
    )[:SHOWN]
    context = {"form": form, "tokens": tokens, "made": made, "secret": secret, "nav": "me"}
    return render(request, "api/tokens.html", context, status=status)
