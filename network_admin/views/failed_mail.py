"""Mail that does not arrive: the admins' page about the network's own people."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin import failed_mail as rules
from outbox.models import Suppression
from outbox.suppression import lift


@require_GET
@admins_only
def failed_mail(request: SignedInRequest) -> HttpResponse:
    """Mail to people of the network that failed or waits. Nothing that is about a client."""
    mail = rules.failed_mail(now=timezone.now())
    waiting = rules.waiting_mail(now=timezone.now())
    context = {"suppressions": mail.suppressions, "failed": mail.failed, "waiting": waiting, "nav": "desk"}
    return render(request, "network_admin/failed_mail.html", context)


@require_POST
@admins_only
def lift_suppression(request: SignedInRequest, suppression_id: UUID) -> HttpResponse:
    of_network = [row.pk for row in rules.failed_mail(now=timezone.now()).suppressions]
    suppression = get_object_or_404(Suppression, pk__in=of_network, pk=suppression_id)
    require_step_up(request)
    lift(suppression.address)
    messages.success(request, _("Mail goes there again."))
    return redirect("network_admin:failed_mail")


@require_POST
@admins_only
def send_network_mail_again(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Sends a mail again that was given up; where its link is gone, a new one."""
    failed = {mail.message.pk: mail for mail in rules.failed_mail(now=timezone.now()).failed}
    if message_id not in failed:
        raise Http404
    require_step_up(request)
    if rules.send_anew(failed[message_id], by=request.user):
        messages.success(request, _("The mail is on its way."))
    else:
        messages.info(request, _("That mail is no longer wanted, so none was sent."))
    return redirect("network_admin:failed_mail")
