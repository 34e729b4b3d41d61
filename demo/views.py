"""Demo mode's own pages: sign in as anybody made up, and read the mails. Outside demo mode they have no address."""

from uuid import UUID

from allauth.account.views import LoginView
from django.contrib.auth import login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.second_factor import DEMO
from demo.mailbox import mail_named, newest_mails
from demo.people import ADDRESS, SIGNED_IN_CLIENT
from web.public import public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def demo_people() -> QuerySet[User]:
    """Those whom the demo made, told by their address: nobody real has it. Of the clients, one."""
    works = Q(is_trainer=True) | Q(is_network_admin=True) | Q(is_practitioner=True)
    made_up = User.objects.filter(works | Q(name=SIGNED_IN_CLIENT), email__endswith=ADDRESS, is_active=True)
    return made_up.order_by("is_client", "is_practitioner", "is_network_admin", "name")


sign_in_page = public("people sign in here; the demo offers its own by name")(
    require_http_methods(["GET", "POST"])(
        LoginView.as_view(template_name="demo/sign_in.html", extra_context={"demo_people": demo_people})
    )
)


@public("one click signs in as somebody made up, in demo mode alone")
@require_POST
def sign_in_as(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Only as a person of the demo, whoever else has an account here."""
    login(request, get_object_or_404(demo_people(), pk=user_id), backend=BACKEND)
    request.session[DEMO] = True
    return HttpResponseRedirect(AccountAdapter(request).get_login_redirect_url(request))


@public("the demo's mails go to nobody; they are read here")
@require_GET
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mail_list.html", {"mails": newest_mails()})


@public("the demo's mails go to nobody; they are read here")
@require_GET
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    mail = mail_named(name)
    if mail is None:
        raise Http404
    return render(request, "demo/mail_detail.html", {"mail": mail})
