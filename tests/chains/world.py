"""A network with one client whose record must not reach those who are played, and they themselves."""

from copy import copy
from datetime import datetime, timedelta
from random import Random
from typing import Any

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core import mail as locmem
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.change_mail import ACCOUNT_CHANGED
from accounts.models import ChangeRequest, User
from clients.access import give_cover
from clients.access_log import Actor
from clients.addresses import change_client, vouch_in_person
from clients.lifecycle import confirm_client
from clients.models import ClientUserObjectPermission, EmergencyAccess
from consent.addresses import accept_address
from consent.ending import end_sharing
from consent.links import send_share_link
from consent.models import ConsentGrant
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.sealing import seal
from practitioners.accounts import practitioner_of
from practitioners.changes import save_practitioner
from practitioners.models import Practitioner
from tests.access.record import Record
from tests.access.world import sentinels
from tests.chains.pages import route_of
from tests.chains.people import Mail, Person
from tests.factories.accounts import TOTP_SECRET, AdminFactory, TrainerFactory, UserFactory
from tests.factories.careplan import GoalFactory, GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory

BEGIN = datetime.fromisoformat("2026-03-02T15:00:00+00:00")
# Mails that whoever has not done it themselves answers by the button behind their first link.
OBJECTED_TO = {ACCOUNT_CHANGED}
A_STEP = timedelta(seconds=31)  # an app's code is good for thirty, and once


EMERGENCY_RECORD = "network_admin:emergency_record"
EMERGENCY_LASTS = timedelta(hours=1)


class LeakError(AssertionError):
    """Something of the client has reached somebody who may not have it."""


class World:
    """`clock` is the traveller of time_machine; every answer moves it on, so that no two happen at once."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.story: list[str] = []
        self.people: dict[str, Person] = {}
        self.secrets: set[str] = set()
        self.honest_mails: list[Mail] = []
        self.sent: list[Mail] = []
        self._make_record()
        self._make_people()
        self._make_other_client()
        self.secrets = self._secrets()
        for person in self.people.values():
            person.knows = {text for text in self.secrets if any(text in mail.text for mail in person.mails)}
        account = self._practitioner_with_account()
        self.marks = [
            {str(self.lead.pk)},
            {str(self.record.practitioner.pk)},
            {str(account.pk), str(practitioner_of(account).pk)},
            {str(self.client.pk)},
        ]
        for person in self.people.values():
            person.explore(self.first_links(person), a_route=2, at_most=60)
        self.story.clear()
        self.honest_mails.clear()
        self.sent.clear()

    # --- who there is --------------------------------------------------------------------

    def _make_record(self) -> None:
        self.record = Record()
        self.record.fill()
        self.client = self.record.client
        self.client.name = "Zenobia Quimby"
        self.client.save()
        self.lead = self.record.trainer
        ChangeRequest.objects.all().delete()  # no second admin has been asked for anything

    def _make_other_client(self) -> None:
        """Of the same lead trainer: for whom nobody breaks any glass."""
        self.other_client = ClientFactory(lead_trainer=self.lead, name="Ottoline Fenwick")
        self.of_other_client = {
            "Ottoline",
            "Fenwick",
            GoalFactory(client=self.other_client).text,
            GuidanceFactory(client=self.other_client).text,
        }

    def _make_people(self) -> None:
        admin, other_admin = AdminFactory(), AdminFactory()
        self.other_admin = other_admin
        self._join("admin", admin, second="admin.at.home@people.example")
        unassigned = TrainerFactory()
        ClientFactory(lead_trainer=unassigned)
        self._join("unassigned trainer", unassigned)
        now = timezone.now()
        cover = TrainerFactory()
        give_cover(self.client, cover, starts_at=now - timedelta(days=3), ends_at=now + timedelta(hours=1))
        self._join("former cover", cover)
        ClientUserObjectPermission.objects.filter(user=cover, kind="cover").update(ends_at=now - timedelta(seconds=1))
        self._join_practitioner_without_consent()
        self._join_former_mailbox_of_practitioner()
        self._join_former_mailbox_of_client()
        self._add("stranger", ["mistyped@elsewhere.example"])
        self.honest_lead = Person("lead", [self.lead.email], lambda *_: None, self.post, self.story.append, number=99)
        self.honest_lead.key_of_app, self.honest_lead.password = TOTP_SECRET, "the-lead-alone-knows-this"
        self.lead.set_password(self.honest_lead.password)
        self.lead.save()
        self.honest_lead.sign_in()

    def _add(self, name: str, addresses: list[str]) -> Person:
        person = Person(name, addresses, self.look, self.post, self.story.append, number=len(self.people))
        self.people[name] = person
        return person

    def _join(self, name: str, user: User, *, second: str = "") -> Person:
        """Somebody with an account, signed in with password and app."""
        person = self._add(name, [user.email, *([second] if second else [])])
        person.key_of_app = generate_totp_secret()  # nobody else's app shows the same codes
        Authenticator.objects.filter(user=user).update(data={"secret": seal(person.key_of_app)})
        person.sign_in()
        return person

    def _practitioner_with_account(self) -> User:
        """With whom the client shares, and who needs no code."""
        practitioner = PractitionerFactory()
        ConsentGrantFactory(client=self.client, practitioner=practitioner)
        account = UserFactory(is_practitioner=True, email=practitioner.email)
        Practitioner.objects.filter(pk=practitioner.pk).update(account=account)
        return account

    def _join_practitioner_without_consent(self) -> None:
        practitioner = PractitionerFactory()
        grant = ConsentGrantFactory(client=self.client, practitioner=practitioner)
        account = UserFactory(is_practitioner=True, email=practitioner.email)
        practitioner.account = account
        practitioner.save()
        person = self._join("practitioner without consent", account)
        self._open_share_link(person, grant)
        end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(self.client.pk))

    def _join_former_mailbox_of_practitioner(self) -> None:
        practitioner = PractitionerFactory()
        grant = ConsentGrantFactory(client=self.client, practitioner=practitioner)
        person = self._add("former mailbox of a practitioner", [practitioner.email])
        self._open_share_link(person, grant)
        practitioner.email = "new.address@clinic.example"
        save_practitioner(practitioner)
        grant.refresh_from_db()
        self.post()
        accept_address(grant, address=practitioner.email)
        self.post()

    def _open_share_link(self, person: Person, grant: Any) -> None:
        send_share_link(grant)
        self.post()
        link = next(link for link in person.mails[-1].links if route_of(link) == "practitioner_portal:open_link")
        page = person.open(link)
        for step in ("practitioner_portal:open_link", "practitioner_portal:code"):
            forms = [form for form in page.forms if route_of(form.address) != "accounts:set_language"]
            if forms and route_of(page.address) == step:
                page = person.send(forms[0], person.fill(forms[0], Random(0)))
        assert route_of(page.address) == "practitioner_portal:record", page.address

    def _join_former_mailbox_of_client(self) -> None:
        """Signed in with a code as the client, who has another mailbox since."""
        person = self._add("former mailbox of the client", [self.client.email])
        confirm_client(self.client)
        page = person.open(reverse("account_request_login_code"))
        for _step in range(2):  # the address, then the code
            form = next(form for form in page.forms if form.is_typed)
            page = person.send(form, person.fill(form, Random(0)))
        assert route_of(page.address) == "client_portal:record", page.address
        self.client.email = "new.home@people.example"
        change_client(self.client, by=self.lead)
        self.client.refresh_from_db()
        vouch_in_person(self.client, mailbox=self.client.email, signed_name=self.client.name, witness=self.lead)
        self.client.refresh_from_db()
        confirm_client(self.client)
        self.post()

    # --- what happens without them -------------------------------------------------------

    def mistype_address_of_client(self) -> None:
        """The lead trainer gives the client a new address, and mistypes it: it is the stranger's."""
        stranger, lead = self.people["stranger"], self.honest_lead
        lead.sign_in()
        page = lead.open(reverse("clients:edit", args=[self.client.pk]))
        form = next((form for form in page.forms if form.route == "clients:edit" and form.asks_for_address), None)
        if form is None:  # the account is closed or stopped
            return
        values = {one.name: one.value for one in form.fields if one.kind != "checkbox" or one.is_on}
        lead.prove(lead.send(form, values | {"email": stranger.addresses[0]}), Random(0))

    def pass_time(self, span: timedelta) -> None:
        """Those who are not played read their mail, and object to what they have not done themselves."""
        self.story.append(f"{span} pass")
        for mail in self.honest_mails:
            page = self.honest_lead.open(mail.links[0], window := self.honest_lead.new_window())
            if page.forms:
                self.honest_lead.send(page.forms[0], {}, window)
        self.honest_mails.clear()
        self.clock.shift(span)
        self.post()

    # --- each story from the same beginning ------------------------------------------------

    def saved(self) -> dict[str, Any]:
        people = {
            person.name: {
                "mails": list(person.mails),
                "unread": person.unread,
                "forms": dict(person.forms),
                "links": dict(person.links),
                "pressed": person.pressed.copy(),
                "key_of_app": person.key_of_app,
                "new_key_of_app": "",
                "knows": set(person.knows),
                "cookies": {name: morsel.value for name, morsel in person.window.browser.cookies.items()},
            }
            for person in [*self.people.values(), self.honest_lead]
        }
        return {"people": people, "now": timezone.now()}

    def restore(self, before: dict[str, Any]) -> None:
        for person in [*self.people.values(), self.honest_lead]:
            for name, value in before["people"][person.name].items():
                if name != "cookies":
                    setattr(person, name, copy(value))
            person.window.browser.cookies.clear()
            for name, value in before["people"][person.name]["cookies"].items():
                person.window.browser.cookies[name] = value
        self.clock.move_to(before["now"])
        self.story.clear()
        self.honest_mails.clear()
        self.sent.clear()

    # --- what may be known ---------------------------------------------------------------

    def _secrets(self) -> set[str]:
        """Every unique text of the record; the addresses of those who are played are known to them."""
        known = {address for person in self.people.values() for address in person.addresses}
        texts = {*sentinels(self.record), *self.of_other_client, "Zenobia", "Quimby", "new.home@people.example"}
        return {text for text in texts if text not in known}

    def look(self, person: Person, response: HttpResponse, address: str) -> None:
        """The invariant: nothing of the client is in an answer, but for the emergency view in its hour."""
        known = person.knows | (self._in_emergency() if self._has_broken_glass(person, address) else set())
        self.clock.shift(A_STEP)
        if not self.secrets:
            return
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode(errors="replace") + str(response.headers) + response.cookies.output()
        self.check(person.name, text, what=f"{route_of(address)} ({response.status_code})", known=known)

    def _has_broken_glass(self, person: Person, address: str) -> bool:
        """Whether this is the emergency view of the client, within an hour after this person has opened it."""
        if route_of(address) != EMERGENCY_RECORD or str(self.client.pk) not in address:
            return False
        lately = EmergencyAccess.objects.filter(at__gt=timezone.now() - EMERGENCY_LASTS)
        return lately.filter(client=self.client, admin__email__in=person.addresses).exists()

    def _in_emergency(self) -> set[str]:
        """Whose record it is, what to spare, exercises, goals, and what somebody is seen for; no note of anybody's."""
        record = self.record
        shown = {record.guidance.text, record.prescription.cues, record.goal.text, record.member.for_what}
        return shown | set(self.client.name.split())

    def check(self, who: str, text: str, *, what: str, known: set[str]) -> None:
        leaked = {secret for secret in self.secrets - known if secret in text}
        if leaked:
            raise self.leak(f"{who} reads {sorted(leaked)[:5]} on {what}")

    def leak(self, what: str) -> LeakError:
        return LeakError("\n".join([f"{what} after:", *self.story]))

    # --- mail ----------------------------------------------------------------------------

    def post(self) -> None:
        """Sends what is due, and puts each mail in the mailboxes of those who own its address."""
        deliver_due()
        sent_now, locmem.outbox = locmem.outbox, []
        for sent in sent_now:
            [to] = sent.to
            kind = Message.objects.filter(message_id=sent.extra_headers["Message-ID"]).values_list("kind", flat=True)
            mail = Mail(to, kind[0], f"{sent.subject}\n{sent.body}")
            self.sent.append(mail)
            if mail.kind in OBJECTED_TO and not any(to.lower() in person.addresses for person in self.people.values()):
                self.honest_mails.append(mail)
            for person in self.people.values():
                if to.lower() in person.addresses:
                    self.check(person.name, str(sent.message()), what=f"a mail of {mail.kind}", known=person.knows)
                    person.mails.append(mail)
                    person.unread += 1

    def first_links(self, person: Person) -> list[str]:
        starts = ["/", "/admin/", *map(reverse, ["accounts:me", "account_login", "practitioner_portal:enter"])]
        return [*starts, *person.links]
