"""The day's question about exercises at home, and what a trainer is told.

The question names the exercises in its body, to a mailbox that is proven; never in the subject or an address.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from careplan.models import Prescription
from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client, ClientLink
from homework.asking import new_for
from homework.check_ins import due_for
from homework.concerns import concerns_of
from homework.mail_kinds import CONCERN, HOMEWORK, NEW_EXERCISES, QUIET
from homework.models import FollowUp
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.keys import hash_token
from web.zones import today_in

NAMED_AT_MOST = 6  # exercises


def write_homework(message: Message, secrets: Secrets) -> EmailContent | None:
    answer_token = secrets["answer_token"]
    link = _link_of_today(answer_token)
    exercises = due_for(link.client, link.on) if link and link.on else []
    if link is None or not exercises:  # ended or paused since
        return None
    trainer = link.client.lead_trainer
    page = address("homework:homework", answer_token)
    return EmailContent(
        subject=_("A quick question about today"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": link.client.greeted},
            *_named(link.client, exercises, _("For today: %(exercises)s.")),
            _("Did you get to what was planned for today? Choose an answer, then confirm it on the page that opens."),
        ],
        actions=[
            (_("Done"), f"{page}?answer=done"),
            (_("Partly"), f"{page}?answer=partly"),
            (_("Not today"), f"{page}?answer=skipped"),
        ],
        after=[
            _("Any answer helps, and you can change it until midnight. %(trainer)s sees it.")
            % {"trainer": trainer.name}
        ],
        asides=[
            (_("Other days, a pause, or stop"), address("homework:days", answer_token)),
            *way_to_end_sharing(link.client, secrets),
        ],
        stop_address=address("clients:stop", secrets["stop_token"]),
        **sender_of(trainer),
    )


def _link_of_today(token: str) -> ClientLink | None:
    """The mail's link, while its day lasts and its client trains: later it is too late to ask."""
    links = ClientLink.objects.live().filter(token_hash=hash_token(token), purpose=ClientLink.Purpose.HOMEWORK)
    link = links.select_related("client__lead_trainer").first()
    if link is None or link.client.status != Client.Status.ACTIVE:
        return None
    return link if link.on == today_in(link.client.time_zone, timezone.now()) else None


def write_new_exercises(message: Message, secrets: Secrets) -> EmailContent | None:
    """On the day that something was prescribed which is not asked for on that day."""
    answer_token = secrets["answer_token"]
    link = _link_of_today(answer_token)
    exercises = new_for(link.client, now=timezone.now()) if link else []
    if link is None or not exercises:  # stopped since
        return None
    trainer = link.client.lead_trainer
    return EmailContent(
        subject=_("Something new in your plan"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": link.client.greeted},
            *_named(link.client, exercises, _("New for you at home: %(exercises)s.")),
            _("Look at how it is done, and choose the days and the hour that suit you."),
        ],
        actions=[
            (_("Look at it"), address("homework:homework", answer_token)),
            (_("Choose my days"), address("homework:days", answer_token)),
        ],
        after=[_("On those days you are asked, once, how it went. %(trainer)s sees it.") % {"trainer": trainer.name}],
        asides=way_to_end_sharing(link.client, secrets),
        stop_address=address("clients:stop", secrets["stop_token"]),
        may_wait=True,
        **sender_of(trainer),
    )


def write_quiet(message: Message, secrets: Secrets) -> EmailContent | None:
    """A friendly word to who has not answered of late; no longer wanted once they have, or are away."""
    row = FollowUp.objects.select_related("client__lead_trainer").filter(client=message.client_id).first()
    if row is None or row.quiet_since is None:
        return None
    client, trainer, token = row.client, row.client.lead_trainer, secrets["answer_token"]
    return EmailContent(
        subject=_("How is it going?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _(
                "There was no answer from you of late, and that is all right. Is there something that would make it easier?"
            ),
            _("You can choose other days or another hour, or pause for as long as you like."),
        ],
        actions=[
            (_("Choose other days, or pause"), address("homework:days", token)),
            (_("See what is planned"), address("homework:homework", token)),
        ],
        after=[_("Or write back to this mail: %(trainer)s reads it.") % {"trainer": trainer.name}],
        asides=way_to_end_sharing(client, secrets),
        stop_address=address("clients:stop", secrets["stop_token"]),
        may_wait=True,
        **sender_of(trainer),
    )


def _named(client: Client, exercises: list[Prescription], sentence: str) -> list[str]:
    """Which exercises, with doses, where the mailbox is proven to be the client's."""
    if not client.has_proven_mailbox:
        return []
    names = [f"{one.exercise.name} ({one.dose_in(client.own_unit)})" for one in exercises[:NAMED_AT_MOST]]
    more = len(exercises) - len(names)
    if more:
        names.append(_("and %(number)d more") % {"number": more})
    return [sentence % {"exercises": "; ".join(names)}]


def write_concern(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the trainer: an answer is to be read today. No longer wanted once it is changed, or somebody has spoken."""
    client = Client.objects.filter(pk__in=[message.client_id]).first()
    if client is None or not concerns_of([client]).filter(on=message.payload["on"]).exists():
        return None
    return EmailContent(
        subject=_("An answer about homework to read today"),
        paragraphs=[
            _(
                "A client of yours has answered about exercises at home, and it should not wait. It stands on Today, "
                "in their own words; read it before the next session."
            )
        ],
    )


def register_mail() -> None:
    register(MailKind(CONCERN, write_concern))
    register(client_mail(HOMEWORK, write_homework, is_reminder=True))
    register(client_mail(QUIET, write_quiet, is_reminder=True))
    register(client_mail(NEW_EXERCISES, write_new_exercises, is_reminder=True))
