"""What is mailed when a practitioner's address is changed in the network, or they are suspended."""

from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import client_mail, greeting, sender_of, way_to_end_sharing
from clients.models import Client
from consent.models import AddressChange, ConsentGrant
from consent.states import GrantState
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from practitioners.models import Practitioner

ADDRESS_CHANGED = "consent.address-changed"
ADDRESS_DISPUTED = "consent.address-disputed"
NEW_ADDRESS = "consent.new-address"
SUSPENDED_TRAINER = "consent.suspended-trainer"
SUSPENDED_CLIENT = "consent.suspended-client"


def write_address_changed(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the mailbox that clients agreed to; wanted even where the change was put right meanwhile."""
    change = AddressChange.objects.filter(pk=message.subject_id).select_related("practitioner").first()
    if change is None:
        return None
    return EmailContent(
        subject=_("Your address at Carelane was changed"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": change.practitioner.name},
            _(
                "The network has another e-mail address for you now. Whatever clients share with you is shut until "
                "each of them agrees to the new address."
            ),
            _(
                "If that is right, there is nothing to do. If it is not, say so: then the new address stays shut, "
                "except for a client who is told of it and confirms the address."
            ),
        ],
        actions=[(_("This isn't me"), address("consent:dispute_address", secrets["token"]))],
    )


def write_address_disputed(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the admins and the lead trainers concerned; no client is named."""
    change = (
        AddressChange.objects.filter(pk=message.subject_id, objected_at__isnull=False)
        .select_related("practitioner")
        .first()
    )
    if change is None:
        return None
    names = {"name": change.practitioner.name}
    return EmailContent(
        subject=_("%(name)s: the new address may be wrong") % names,
        paragraphs=[
            _("The e-mail address of %(name)s was changed in the network. The mailbox from before says: this isn't me.")
            % names,
            _(
                "Nothing opens at the new address, except for a client who is told of this and confirms it. Please "
                "call them; if it is wrong, have an admin put the right address in."
            ),
        ],
    )


def write_new_address(message: Message, secrets: Secrets) -> EmailContent | None:
    """The question to the client whether sharing goes on with a changed address; no longer wanted once it is settled."""
    grant = (
        ConsentGrant.objects.filter(pk=message.subject_id, client__status=Client.Status.ACTIVE)
        .select_related("client__lead_trainer", "practitioner")
        .first()
    )
    if grant is None or grant.state != GrantState.PAUSED:
        return None
    if grant.asked_address != grant.practitioner.email or grant.address_is_disputed:
        return None
    trainer = grant.client.lead_trainer
    names = {"practitioner": grant.practitioner.name}
    return EmailContent(
        subject=_("A question from %(trainer)s") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": grant.client.greeted},
            _(
                "The e-mail address of %(practitioner)s has changed. What you agreed to with them is paused: nothing "
                "opens at the new address until you say so."
            )
            % names,
        ],
        actions=[(_("Read and answer"), address("consent:answer_consent", secrets["token"]))],
        asides=way_to_end_sharing(grant.client, secrets),
        **sender_of(trainer),
    )


def write_suspended_trainer(message: Message, secrets: Secrets) -> EmailContent | None:
    practitioner = _suspended(message)
    if practitioner is None:
        return None
    names = {"name": practitioner.name}
    has_retired = practitioner.verification == practitioner.Verification.RETIRED
    subject = _("%(name)s has retired") if has_retired else _("%(name)s is suspended from the network")
    retired = _("An admin has noted that %(name)s has retired. They see nothing of your clients any more.")
    suspended = _("An admin has suspended %(name)s. They see nothing of your clients until that is lifted.")
    return EmailContent(
        subject=subject % names,
        paragraphs=[
            (retired if has_retired else suspended) % names,
            _("What they asked to spare stays in force, and is marked. Ask somebody else before you change it."),
        ],
        actions=[(_("See whom it concerns"), address("today"))],
    )


def write_suspended_client(message: Message, secrets: Secrets) -> EmailContent | None:
    practitioner = _suspended(message)
    client = Client.objects.filter(pk__in=[message.client_id], status=Client.Status.ACTIVE).first()
    if practitioner is None or client is None:
        return None
    trainer = client.lead_trainer
    names = {"practitioner": practitioner.name, "trainer": trainer.name}
    has_retired = practitioner.verification == practitioner.Verification.RETIRED
    subject = _("%(practitioner)s has retired") if has_retired else _("%(practitioner)s sees nothing of yours for now")
    retired = _(
        "%(practitioner)s has retired, and sees nothing of yours any more. What they asked to spare stays in force, to "
        "keep you safe."
    )
    suspended = _(
        "%(practitioner)s is suspended from the network, and sees nothing of yours until that is lifted. "
        "What they asked to spare stays in force, to keep you safe."
    )
    return EmailContent(
        subject=subject % names,
        paragraphs=[
            greeting(client),
            (retired if has_retired else suspended) % names,
            _("Ask %(trainer)s if you have a question.") % names,
        ],
        actions=way_to_end_sharing(client, secrets),
        **sender_of(trainer),
    )


def _suspended(message: Message) -> Practitioner | None:
    """Whom the mail is about, while they are suspended."""
    practitioners = Practitioner.objects.filter(pk=message.subject_id)
    return practitioners.filter(verification__in=Practitioner.Verification.out_of_network()).first()


def register_mail() -> None:
    register(MailKind(ADDRESS_CHANGED, write_address_changed))
    register(MailKind(ADDRESS_DISPUTED, write_address_disputed))
    register(client_mail(NEW_ADDRESS, write_new_address))
    register(MailKind(SUSPENDED_TRAINER, write_suspended_trainer))
    register(client_mail(SUSPENDED_CLIENT, write_suspended_client, is_notice=True))
