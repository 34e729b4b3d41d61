"""What a phone that keeps the log itself asks for and sends. All of it is JSON."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, trainers_only
from accounts.sessions import limits_for
from clients.access import logged, open_clients
from sessions_log.flags import flags_around
from sessions_log.offline.day import day_of_trainer, sheets_of
from sessions_log.offline.fields import read_batch
from sessions_log.offline.library_json import library_json
from sessions_log.offline.packing import packed
from sessions_log.offline.receive import clients_named, receive_batch
from sessions_log.offline.sheet_data import Subject
from sessions_log.offline.sheet_json import Reference, sheets_json
from sessions_log.views.log_page import open_client_of_session, session_of
from web.context import phone_owner
from web.dates import ms
from web.http import refused_json
from web.json_in import MalformedError, TooLargeError


@require_GET
@logged(gettext_lazy("opened a session on a phone"))
def sheet(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """One session, whole."""
    client = open_client_of_session(request, client_id, session_id)
    session = session_of(client, session_id)
    now = timezone.now()
    raised = flags_around([session], [client.pk], now=now)
    reference = Reference.of(request.user, raised=raised, now=now, readable_ms=_readable_ms(request))
    [shown] = sheets_json([Subject(session, client)], reference)
    return JsonResponse(shown)


@require_GET
@logged(gettext_lazy("loaded the sessions of the day on a phone"))
def phone_day(request: SignedInRequest) -> HttpResponse:
    """The sessions that are open and those planned for today, and the library where ?library= is not the one we have."""
    now, readable_ms = timezone.now(), _readable_ms(request)
    day = day_of_trainer(request.user, now=now)
    clients = open_clients(request, day.client_ids)
    raised = flags_around(day.open_sessions, list(clients), now=now)
    reference = Reference.of(request.user, raised=raised, now=now, readable_ms=readable_ms)
    sheets = sheets_of(day, clients, reference)
    return JsonResponse(
        {
            "owner": phone_owner(request.user.pk),
            "now": ms(now),
            "readable_ms": readable_ms,
            **packed(sheets, reference.library.exercises),
            "library": library_json(reference.library, reference.defaults, known=request.GET.get("library", "")),
        },
        json_dumps_params={"separators": (",", ":")},
    )


@require_POST
@trainers_only
@logged(gettext_lazy("logged a session on a phone"))
def phone_operations(request: SignedInRequest) -> HttpResponse:
    """Takes a batch of operations, and answers each."""
    if request.headers.get("X-Phone-Owner") != phone_owner(request.user.pk):
        return refused_json("other-owner", status=403)
    try:
        batch = read_batch(request.body)
    except TooLargeError:
        return refused_json("too-much", status=413)
    except MalformedError:
        return refused_json("malformed", status=400)
    now = timezone.now()
    clients = open_clients(request, clients_named(batch))
    answers = receive_batch(batch, clients, trainer=request.user, now=now)
    return JsonResponse({"now": ms(now), "answers": [answer.packed() for answer in answers]})


@require_GET
@trainers_only
def phone_token(request: SignedInRequest) -> HttpResponse:
    """What a script needs to send operations, and under whose name it may."""
    return JsonResponse({"token": get_token(request), "owner": phone_owner(request.user.pk)})


def _readable_ms(request: SignedInRequest) -> int:
    """For how long after this the phone may show what it has: as long as this browser may lie idle."""
    return limits_for(request.user, request.session).idle // timedelta(milliseconds=1)
