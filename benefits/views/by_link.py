"""What a client writes down about their coverage by the link of a mail, without an account."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from benefits.views import pages, writing
from benefits.views.way import Way, link_way
from clients.access import logged
from web.languages import words_for
from web.public import no_referrer, public

IN_OWN_MAIL = "a link in the client's own mail; no account is needed to answer"


def _answer(request: HttpRequest, token: str, respond: Callable[[Way], HttpResponse]) -> HttpResponse:
    """The page in the client's own language."""
    way = link_way(request, token)
    with words_for(way.client.language, way.client.time_zone):
        response = respond(way)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened the health benefits"))
def link_coverage(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, token, lambda way: pages.clients_page(request, way))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a benefit plan"))
def link_add_plan(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, token, lambda way: writing.add_plan(request, way))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed a benefit plan"))
def link_change_plan(request: HttpRequest, token: str, plan_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.change_plan(request, way, plan_id))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a line of a benefit plan"))
def link_add_line(request: HttpRequest, token: str, plan_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.add_line(request, way, plan_id))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed a line of a benefit plan"))
def link_change_line(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.change_line(request, way, line_id))


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("noted that a copied benefit plan holds"))
def link_confirm_copy(request: HttpRequest, token: str, plan_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.confirm_copy(request, way, plan_id))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a claim"))
def link_add_claim(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.add_claim(request, way, line_id))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or corrected a claim"))
def link_correct_claim(request: HttpRequest, token: str, claim_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.correct_claim(request, way, claim_id))


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("took a claim out"))
def link_remove_claim(request: HttpRequest, token: str, claim_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.remove_claim(request, way, claim_id))


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("put a claim back"))
def link_put_back_claim(request: HttpRequest, token: str, claim_id: UUID) -> HttpResponse:
    return _answer(request, token, lambda way: writing.put_back_claim(request, way, claim_id))


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or kept a picture of the insurer's booklet"))
def link_keep_booklet(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, token, lambda way: writing.keep_booklet(request, way))
