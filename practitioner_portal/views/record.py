"""What a practitioner reads of a client, through one consent."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from careplan.forms.correspondence import ReplyForm
from careplan.models import Question
from clients.access import logged
from clients.access_log import Actor
from consent.ending import end_sharing
from consent.links import find_share_link
from consent.models import ConsentGrant, ContributionScope, GrantScope, Scope
from consent.states import GrantState
from practitioner_portal.viewers import open_grant, practitioners_page, viewer_of
from practitioners.accounts import may_join
from referrals.thread import unread_through_consents
from reports.content import progress, readiness_of
from reports.models import ProgressReport
from reports.sending import mark_read
from sharing.view import SharedView

REPLIES_SHOWN = 3
LOOK_BACK = timedelta(weeks=6)  # what the page shows of sessions and homework


@practitioners_page
@require_http_methods(["GET", "HEAD"])
def shared_list(request: HttpRequest) -> HttpResponse:
    """All that is shared with the practitioner: names alone, so it owes the access log nothing."""
    viewer = viewer_of(request)
    grants = (
        ConsentGrant.objects.live()
        .filter(practitioner=viewer.practitioner_id)
        .annotate(has_unread=unread_through_consents(viewer.practitioner_id), has_question=_has_open_question())
        .select_related("client__lead_trainer")
        .prefetch_related(
            "scopes", Prefetch("reports", ProgressReport.objects.filter(first_read_at=None).defer("content"))
        )
        .order_by("client__name", "purpose")
    )
    rows = [
        (grant, any(set(grant.scopes_given) >= set(report.scopes) for report in grant.reports.all()))
        for grant in grants
    ]
    practitioner = viewer.practitioner
    context = {"rows": rows, "practitioner": practitioner, "may_join": may_join(practitioner)}
    return render(request, "practitioner_portal/list.html", context)


def _has_open_question() -> Q:
    """Whether the trainer waits for an answer through a consent: to its own question, or to one that it shares."""
    open_questions = Question.objects.filter(answered_at=None)
    to_them = open_questions.filter(client=OuterRef("client"), practitioner=OuterRef("practitioner"))
    notes = GrantScope.objects.filter(grant=OuterRef("pk"), scope=Scope.TEAM_NOTES, is_given=True, taken_back_at=None)
    return Q(Exists(open_questions.filter(pk=OuterRef("question")))) | Q(Exists(to_them), Exists(notes))


@practitioners_page
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened what is shared"))
def shared(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """One client on one screen, as far as the consent goes."""
    view = open_grant(request, grant_id, marks_new=True)
    if view.is_record_request:
        return render(request, "practitioner_portal/asked.html", own_part(view) | {"documents": view.documents()})
    reports = view.reports()
    mark_read([report.id for report in reports if report.is_unread], client_id=view.client_id)
    page = {
        "progress": progress(
            view,
            start=view.today - LOOK_BACK,
            end=view.today,
            message=reports[0].message if reports else "",
        ),
        "attempts": view.referral_attempts(),
        "benefits": view.benefits(),
        "reports": reports,
        "readiness": readiness_of(view),
    }
    return render(request, "practitioner_portal/record.html", own_part(view) | page)


def own_part(view: SharedView) -> dict[str, object]:
    """What the practitioner is asked and has asked for, on every page of theirs about the client."""
    return {
        "view": view,
        "practitioner": view.practitioner,
        "questions": view.questions(),
        "replies": view.replies()[:REPLIES_SHOWN],
        "reply_form": ReplyForm(kinds=view.kinds_of_reply),
        "own_guidance": [guidance for guidance in view.guidance() if guidance.is_own],
        "own_prescriptions": [one for one in view.prescriptions() if one.is_own],
        "may_guide": view.may_tell(ContributionScope.GUIDANCE),
        "may_prescribe": view.may_tell(ContributionScope.EXERCISES),
        "may_send": view.may_tell(ContributionScope.DOCUMENT),
    }


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("said that this is not their patient"))
def not_my_client(request: HttpRequest, token: str) -> HttpResponse:
    """ "This isn't my patient, or this isn't me": POST ends sharing, and the trainer is told to look."""
    link = find_share_link(token)
    if link is None or link.revoked_at or link.grant.state != GrantState.GIVEN:
        raise Http404
    if request.method != "POST":
        return render(request, "practitioner_portal/not_my_client.html", {"token": token})
    practitioner = link.grant.practitioner
    end_sharing(
        link.grant,
        by=ConsentGrant.EndedBy.PRACTITIONER,
        actor=Actor.practitioner(practitioner.pk, practitioner.name),
        action="practitioner_portal:not_my_client",
        through=("link", link.pk),
    )
    return redirect("practitioner_portal:told_not_my_client")


@practitioners_page
@require_GET
def told_not_my_client(request: HttpRequest) -> HttpResponse:
    return render(request, "practitioner_portal/not_my_client.html", {"done": True})
