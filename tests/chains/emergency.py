"""Break-glass as an admin plays it: proven anew, with a reason, for an hour, and told to everybody whom it concerns."""

from datetime import timedelta
from random import Random

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.mail import GLASS_BROKEN_ADMINS, GLASS_BROKEN_CLIENT, GLASS_BROKEN_LEAD
from clients.models import Client, EmergencyAccess
from tests.chains.pages import Page, route_of
from tests.chains.people import PROOFS, Mail, Person
from tests.chains.world import EMERGENCY_LASTS, EMERGENCY_RECORD, World

TELLING = {GLASS_BROKEN_CLIENT, GLASS_BROKEN_LEAD, GLASS_BROKEN_ADMINS}
A_PROOF_HOLDS = timedelta(minutes=30)
REASON = "Her daughter called: she fell and reaches nobody"


def break_glass(world: World, admin: Person, random: Random) -> None:
    """Opens the client by the address that somebody has told the admin, and looks how far that goes."""
    world.pass_time(A_PROOF_HOLDS + timedelta(minutes=1))
    client = Client.objects.get(pk=world.client.pk)
    admin.knows.add(client.email)
    page = _asked_for_proof(world, admin, client.email)
    if page is None:
        return
    already_sent = len(world.sent)
    page = admin.prove(page, random)
    if route_of(page.address) != EMERGENCY_RECORD:  # too many tries, or no app that shows the code
        return
    if page.status != 200 or world.record.guidance.text not in page.text:
        raise AssertionError(f"{admin.name} has broken the glass, and does not see what to spare ({page.status})")
    emergency = EmergencyAccess.objects.select_related("admin").latest("at")
    _check_told(world, client, emergency.admin, world.sent[already_sent:])
    _look_elsewhere(world, admin, page)


def look_afterwards(world: World, admin: Person) -> None:
    """The hour is over: nothing is seen of whom the glass was broken for."""
    if not EmergencyAccess.objects.filter(client=world.client).exists():
        return
    world.pass_time(EMERGENCY_LASTS)
    admin.sign_in()
    admin.open(reverse(EMERGENCY_RECORD, args=[world.client.pk]))


def _asked_for_proof(world: World, admin: Person, email: str) -> Page | None:
    """Sends the form; gives the page that asks who one is. None where this is no admin any more."""
    offered = admin.open(reverse("network_admin:emergency")).forms
    form = next((form for form in offered if form.route == "network_admin:emergency"), None)
    if form is None:
        return None
    before = EmergencyAccess.objects.count()
    page = admin.send(form, {"email": email, "reason": REASON})
    if route_of(page.address) not in PROOFS or EmergencyAccess.objects.count() > before:
        raise world.leak(f"{admin.name} breaks the glass without a fresh proof")
    return page


def _check_told(world: World, client: Client, admin: User, sent: list[Mail]) -> None:
    """The client in the last mailbox that is proven theirs, the lead trainer and the other admins; once each."""
    stopped = Q(stopped_until__gt=timezone.now())  # who was stopped by somebody else acts as nothing
    others = User.objects.filter(is_network_admin=True, is_active=True).exclude(stopped).exclude(pk=admin.pk)
    expected = [client.confirmed_address, client.lead_trainer.email, *(other.email for other in others)]
    mails = [mail for mail in sent if mail.kind in TELLING]
    if sorted(mail.to for mail in mails) != sorted(expected):
        raise world.leak(f"{[mail.to for mail in mails]} are told of broken glass instead of {expected}")
    for mail in mails:
        if mail.kind != GLASS_BROKEN_CLIENT:
            world.check(mail.to, mail.text, what=f"a mail of {mail.kind}", known=set())


def _look_elsewhere(world: World, admin: Person, page: Page) -> None:
    """What else could have come open: other pages of the client, and the same page of another client."""
    admin.links.setdefault(page.address, None)
    for client in (world.client, world.other_client):
        admin.open(reverse("workspace:overview", args=[client.pk]))
    admin.open(reverse(EMERGENCY_RECORD, args=[world.other_client.pk]))
    admin.explore(page.links, a_route=1, at_most=4)
