"""The reminder that coverage is about to lapse."""

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.forecast import LineForecast, forecast
from benefits.models import BenefitLine
from careplan.models import CareTeamMember
from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client
from outbox.content import EmailContent, Secrets, register
from outbox.models import Message
from web.zones import today_in

REMINDER = "benefits.lapsing"


def write_reminder(message: Message, secrets: Secrets) -> EmailContent | None:
    """None once the plan year is over, the coverage is used up, or the client has left."""
    line = (
        BenefitLine.objects.select_related("plan__client__lead_trainer")
        .prefetch_related("disciplines", "claims")
        .filter(pk=message.subject_id, plan__ended_on=None, plan__client__status=Client.Status.ACTIVE)
        .first()
    )
    if line is None:
        return None
    client = line.plan.client
    outlook = forecast(line, line.claims.all(), on=today_in(client.time_zone, timezone.now()))
    if not outlook.is_worth_a_visit or outlook.year.first_day.isoformat() != message.payload["year"]:
        return None
    return EmailContent(
        subject=_("Your coverage year ends on %(day)s")
        % {"day": date_format(outlook.year.last_day, "MONTH_DAY_FORMAT")},
        paragraphs=_paragraphs(outlook, client),
        asides=way_to_end_sharing(client, secrets),
        stop_address=address("clients:stop", secrets["stop_token"]),
        **sender_of(client.lead_trainer),
    )


def _paragraphs(outlook: LineForecast, client: Client) -> list[str]:
    line = outlook.line
    names = _names_on_team(line, client)
    amount = f"{number_format(outlook.left, 2)} {line.currency}"
    paragraphs = [
        _("Hello %(name)s,") % {"name": client.first_name},
        _(
            "Your coverage year with %(insurer)s ends on %(day)s. As you told us, %(amount)s is left for: "
            "%(disciplines)s. What is not used by then is usually gone."
        )
        % {
            "insurer": line.plan.insurer,
            "day": date_format(outlook.year.last_day),
            "amount": amount,
            "disciplines": outlook.discipline_names,
        },
    ]
    if outlook.visits:
        paragraphs.append(
            ngettext("That is up to %(count)d visit.", "That is up to %(count)d visits.", outlook.visits)
            % {"count": outlook.visits}
        )
    if names:
        paragraphs.append(_("On your care team: %(names)s. Book with their clinic directly.") % {"names": names})
    paragraphs.append(_("Your insurer's word is what counts. Tell your trainer if this is out of date."))
    return paragraphs


def _names_on_team(line: BenefitLine, client: Client) -> str:
    """Who of the care team is covered by this line."""
    covered = [discipline.pk for discipline in line.disciplines.all()]
    theirs = Q(practitioner__discipline__in=covered) | Q(discipline__in=covered)
    members = CareTeamMember.objects.current().filter(theirs, client=client)
    return ", ".join(member.known_as for member in members)


def register_mail() -> None:
    register(client_mail(REMINDER, write_reminder, is_reminder=True))
