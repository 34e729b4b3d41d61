"""A trainer's own pages of webhooks: what there is, making one, what each was sent, and sending it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, trainers_only
from accounts.step_up import require_step_up
from web.limits import WEBHOOK_PRESSES
from web.paging import page_by_key
from web.public import no_referrer
from web.ratelimit import count_try
from webhooks import registration
from webhooks.forms import WebhookForm
from webhooks.models import Delivery, Webhook
from webhooks.registration import MOST, TooManyWebhooksError, WebhookOffError

SHOWN = 50


@require_GET
@trainers_only
def webhook_list(request: SignedInRequest) -> HttpResponse:
    return _list_page(request, WebhookForm())


@require_POST
@trainers_only
def make(request: SignedInRequest) -> HttpResponse:
    """Makes a webhook and shows its secret, this once."""
    require_step_up(request)
    count_try(WEBHOOK_PRESSES, str(request.user.pk))
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    try:
        webhook, secret = registration.make_webhook(request.user, **form.cleaned_data)
    except TooManyWebhooksError:
        form.add_error(None, _("You have %(most)d already. End one first.") % {"most": MOST})
        return _list_page(request, form, status=422)
    return _page(request, webhook, secret=secret)


@require_GET
@trainers_only
def webhook_page(request: SignedInRequest, webhook_id: UUID) -> HttpResponse:
    return _page(request, _own(request, webhook_id))


@require_POST
@trainers_only
def new_secret(request: SignedInRequest, webhook_id: UUID) -> HttpResponse:
    """Another secret, shown this once."""
    webhook = _own(request, webhook_id)
    require_step_up(request)
    try:
        secret = registration.renew_secret(webhook)
    except WebhookOffError:
        return _refused(request, webhook)
    webhook.refresh_from_db()
    return _page(request, webhook, secret=secret)


@require_POST
@trainers_only
def turn_on(request: SignedInRequest, webhook_id: UUID) -> HttpResponse:
    webhook = _own(request, webhook_id)
    require_step_up(request)
    if registration.turn_on(webhook):
        messages.success(request, _("Events are sent to “%(name)s” again.") % {"name": webhook.name})
    return redirect("webhooks:webhook", webhook.pk)


@require_POST
@trainers_only
def send_test(request: SignedInRequest, webhook_id: UUID) -> HttpResponse:
    webhook = _own(request, webhook_id)
    count_try(WEBHOOK_PRESSES, str(request.user.pk))
    try:
        registration.send_test(webhook)
    except WebhookOffError:
        return _refused(request, webhook)
    messages.success(request, _("A test event is on its way. Look again in a moment."))
    return redirect("webhooks:webhook", webhook.pk)


@require_POST
@trainers_only
def end(request: SignedInRequest, webhook_id: UUID) -> HttpResponse:
    webhook = _own(request, webhook_id)
    if registration.end_webhook(webhook, by=request.user):
        messages.success(request, _("“%(name)s” is told nothing any more.") % {"name": webhook.name})
    return redirect("webhooks:webhooks")


@require_POST
@trainers_only
def replay(request: SignedInRequest, delivery_id: UUID) -> HttpResponse:
    own = Delivery.objects.filter(webhook__trainer=request.user).select_related("webhook")
    delivery = get_object_or_404(own, pk=delivery_id)
    count_try(WEBHOOK_PRESSES, str(request.user.pk))
    try:
        registration.replay(delivery)
    except WebhookOffError:
        return _refused(request, delivery.webhook)
    messages.success(request, _("It is sent again. Look again in a moment."))
    return redirect("webhooks:webhook", delivery.webhook_id)


def _own(request: SignedInRequest, webhook_id: UUID) -> Webhook:
    return get_object_or_404(Webhook, pk=webhook_id, trainer=request.user)


def _refused(request: SignedInRequest, webhook: Webhook) -> HttpResponse:
    messages.error(request, _("Nothing was sent: it is off, or has ended."))
    return redirect("webhooks:webhook", webhook.pk)


def _list_page(request: SignedInRequest, form: WebhookForm, *, status: int = 200) -> HttpResponse:
    webhooks = Webhook.objects.filter(trainer=request.user).prefetch_related("subscriptions")[:SHOWN]
    context = {"form": form, "webhooks": webhooks, "nav": "me"}
    return render(request, "webhooks/list.html", context, status=status)


def _page(request: SignedInRequest, webhook: Webhook, *, secret: str = "") -> HttpResponse:
    deliveries = Delivery.objects.filter(webhook=webhook)
    page = page_by_key(deliveries, by="pk", after=request.GET.get("after", ""), newest_first=True)
    context: dict[str, Any] = {"webhook": webhook, "page": page, "secret": secret, "nav": "me"}
    response = render(request, "webhooks/webhook.html", context)
    if secret:
        no_referrer(response)
    return response
