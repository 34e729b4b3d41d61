"""What the lanes picture of one client is made from."""

from datetime import date, datetime, time

from django.db.models import F, FilteredRelation, Q, QuerySet

from careplan.models import CareTeamMember, Guidance, Prescription
from careplan.models.period import touching
from clients.models import Client
from homework.models import HomeworkCheckIn
from measures.pain import pain_of
from web.zones import today_in
from workspace.lanes import Lanes, LanesRows, lanes_of, member_visits
from workspace.lanes_picture import first_day, last_day
from workspace.overview import sessions_of


def lanes_shown(client: Client, *, now: datetime) -> Lanes:
    """The picture of twelve weeks back and four ahead (six queries); of what grows, only these weeks."""
    today = today_in(client.time_zone, now)
    rows = LanesRows(
        team=member_visits(_team(client, today)),
        guidance=list(_guidance(client, today)),
        sessions=list(sessions_of(client, today)),
        prescriptions=list(_prescriptions(client, today)),
        check_ins=list(
            HomeworkCheckIn.objects.filter(prescription__client=client, on__range=(first_day(today), today))
        ),
        pain=pain_of(client, since=first_day(today), until=today),
    )
    return lanes_of(rows, zone=client.zone, today=today)


def _team(client: Client, today: date) -> QuerySet[CareTeamMember]:
    """The care team and who left it within the picture's weeks: a row for each visit in them."""
    in_picture = Q(visits__on__range=(first_day(today), last_day(today)))
    return (
        CareTeamMember.objects.filter(Q(left_on=None) | Q(left_on__gt=first_day(today)), client=client)
        .select_related("practitioner__discipline", "discipline")
        .annotate(seen=FilteredRelation("visits", condition=in_picture))
        .annotate(visit_on=F("seen__on"), visit_state=F("seen__state"))
        .order_by("added_at", "pk")
    )


def _guidance(client: Client, today: date) -> QuerySet[Guidance]:
    """All that holds, did or will within the picture's weeks."""
    return Guidance.objects.filter(
        touching(first_day(today), last_day(today)),
        Q(state=Guidance.State.ACTIVE) | Q(state_changed_at__gte=_beginning(client, today)),
        client=client,
    ).select_related("practitioner__discipline")


def _prescriptions(client: Client, today: date) -> QuerySet[Prescription]:
    """What is or was asked for within the picture's weeks."""
    return Prescription.objects.filter(
        touching(first_day(today), today),
        Q(stopped_at=None) | Q(stopped_at__gte=_beginning(client, today)),
        client=client,
    ).select_related("practitioner__discipline", "client__home_plan")


def _beginning(client: Client, today: date) -> datetime:
    """The moment at which the picture begins, where the client lives."""
    return datetime.combine(first_day(today), time.min, tzinfo=client.zone)
