"""FHIR R4, read alone: one client, by a token for it, through the same boundary and into the same access log.

Refusals are OperationOutcomes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from accounts.preferences import language_of
from api.auth import (
    ApiRequest,
    NotAuthenticatedError,
    NotInScopeError,
    authenticate,
    open_client_by_token,
    require_fhir,
)
from api.fhir_outcomes import MEDIA, Refusal, outcome, refused
from clients.access_log import LogUnavailableError
from clients.models import Client
from fhir.bundles import AT, search_set
from fhir.capability import capability_statement
from fhir.kinds import NoSuchPageError, page_of
from fhir.people import patients
from web.keys import uuid_or_none
from web.public import public
from web.ratelimit import TooManyError
from web.words import StrOrPromise

MOST, USUAL = 100, 50
FORMATS = {"json", "application/json", MEDIA}
PUBLIC = public("for programs, which send a token for FHIR in a header: api/auth.py lets them in, or answers 401")
# What is searched by the patient, by the route's name, with what somebody did in the words of the access log.
SEARCHES: dict[str, tuple[str, StrOrPromise]] = {
    "fhir_care_team": ("CareTeam", gettext_lazy("read the care team (FHIR)")),
    "fhir_goals": ("Goal", gettext_lazy("read the goals (FHIR)")),
    "fhir_care_plans": ("CarePlan", gettext_lazy("read what practitioners ask for (FHIR)")),
    "fhir_service_requests": ("ServiceRequest", gettext_lazy("read what referrals are for (FHIR)")),
    "fhir_tasks": ("Task", gettext_lazy("read the referrals (FHIR)")),
    "fhir_consents": ("Consent", gettext_lazy("read the consents (FHIR)")),
    "fhir_observations": ("Observation", gettext_lazy("read the measures (FHIR)")),
    "fhir_provenance": ("Provenance", gettext_lazy("read who changed what (FHIR)")),
    "fhir_audit_events": ("AuditEvent", gettext_lazy("read the access log (FHIR)")),
}
View = Callable[..., HttpResponse]


def _answered(view: View) -> View:
    """Lets in who has a token for FHIR, in its trainer's language, and tells every refusal as FHIR has it."""

    @csrf_exempt  # no cookie counts here, and whoever writes is told that nothing is written (405)
    @PUBLIC
    @require_GET
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            token = authenticate(request)
            translation.activate(language_of(token.trainer))
            timezone.activate(token.trainer.time_zone)
            require_fhir(token)
            _check_format(request)
            return view(request, *args, **kwargs)
        except (
            Refusal,
            Http404,
            PermissionDenied,
            NotAuthenticatedError,
            NotInScopeError,
            TooManyError,
            LogUnavailableError,
        ) as error:
            return refused(error)

    return answer


def _check_format(request: HttpRequest) -> None:
    wanted = request.GET.get("_format", "")
    takes_json = any(request.accepts(media) for media in (MEDIA, "application/json"))
    if not (wanted in FORMATS if wanted else takes_json):  # the address says it over the header
        raise Refusal(406, "not-supported", _("Only JSON is served: “Accept: application/fhir+json”."))


@csrf_exempt
@PUBLIC
@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    return outcome(capability_statement())


@_answered
def read_patient(request: ApiRequest, client_id: UUID) -> HttpResponse:
    _check_parameters(request, {"_format"})
    [patient] = patients(open_client_by_token(request, client_id))
    return outcome(patient)


def _search(request: ApiRequest, kind: str) -> HttpResponse:
    """A page of one kind of one client's resources."""
    _check_parameters(request, {"patient", "_count", "_after", "_format"})
    client, size = _client(request), _size(request)
    after = request.GET.get("_after", "")
    try:
        page = page_of(client, kind, after=after, size=size)
    except NoSuchPageError as error:
        raise Refusal(400, "value", _("“_after” leads nowhere (any more). Begin with the first page.")) from error
    return outcome(search_set(page, address=partial(_address, kind, client, size, after)))


def _address(kind: str, client: Client, size: int, current: str, after: str) -> str:
    begins = after or current
    query = {"patient": str(client.pk), "_count": size} | ({"_after": begins} if begins else {})
    return f"{AT}/{kind}?{urlencode(query)}"


def _check_parameters(request: HttpRequest, known: set[str]) -> None:
    """Unknown ones are refused, or an answer would hold more than was asked for; "Prefer: handling=lenient" ignores them."""
    for name, values in request.GET.lists():
        if name in known and len(values) > 1:
            raise Refusal(400, "invalid", _("“%(name)s” is there twice.") % {"name": name})
    unknown = sorted(request.GET.keys() - known)
    if unknown and not _is_lenient(request):
        words = _("Not supported: %(names)s. “Prefer: handling=lenient” ignores it.")
        raise Refusal(400, "not-supported", words % {"names": ", ".join(unknown)[:200]})


def _is_lenient(request: HttpRequest) -> bool:
    wishes = request.headers.get("Prefer", "").replace(";", ",").split(",")
    return "handling=lenient" in {"".join(wish.split()).lower() for wish in wishes}


def _client(request: ApiRequest) -> Client:
    """Of whom; another's and nobody's are the same 404."""
    named = request.GET.get("patient", "")
    if not named:
        raise Refusal(400, "required", _("Say of whom: “patient=…”."))
    key = uuid_or_none(named.removeprefix("Patient/"))
    if key is None:
        raise Http404
    return open_client_by_token(request, key)


def _size(request: HttpRequest) -> int:
    typed = request.GET.get("_count", str(USUAL))
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6 and int(typed) >= 1):
        raise Refusal(400, "value", _("“_count” is a number from 1 on."))
    return min(int(typed), MOST)


def routes() -> list[URLPattern]:
    """The addresses, each with its words for the access log."""
    read_patient.logged_as = gettext_lazy("read the client's details (FHIR)")  # type: ignore[attr-defined]
    paths = [
        path("metadata", metadata, name="fhir_metadata"),
        path("Patient/<uuid:client_id>", read_patient, name="fhir_patient"),
    ]
    for name, (kind, words) in SEARCHES.items():
        view: Any = _search_of(kind)
        view.logged_as = words
        paths.append(path(kind, view, name=name))
    return paths


def _search_of(kind: str) -> View:
    @_answered
    def search(request: ApiRequest) -> HttpResponse:
        return _search(request, kind)

    return search
