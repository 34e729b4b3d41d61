"""From the mail that coverage lapses to the booked visit, on a phone."""

import re

import pytest

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import link_in, local

pytestmark = pytest.mark.either_stack

GRACE = "grace.bennett@demo.carelane.example"
MAIL = "Your coverage year ends on"
REMIND = """
from datetime import timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from benefits.models import CoveragePlan, LapseAnswer, ReminderChoice
from benefits.reminders import remind_of_lapsing
from clients.models import Client
from outbox.models import Message
noon = timezone.now().astimezone(ZoneInfo("America/Toronto")).replace(hour=12)
for model in (LapseAnswer, ReminderChoice):
    model.objects.all().delete()
Message.objects.filter(kind="benefits.lapsing").delete()
Message.objects.filter(state="sent").update(sent_at=timezone.now() - timedelta(days=2))  # nobody gets a third mail a day
CoveragePlan.objects.exclude(client__name="Grace Bennett").update(next_reminder_at=None)
CoveragePlan.objects.filter(client__name="Grace Bennett").update(reminded_through=None, next_reminder_at=noon)
print(remind_of_lapsing(noon))
Message.objects.filter(kind="benefits.lapsing").update(due_at=timezone.now(), next_try_at=timezone.now())
"""


@pytest.fixture
def mail(stack):
    """Grace's reminder, sent now: her plan year ends in 27 days."""
    sent_before = len(stack.mails(GRACE, about=MAIL))
    assert stack.runs(REMIND).strip() == "1"
    return stack.newer_mail(GRACE, about=MAIL, than=sent_before)


def test_from_the_mail_to_the_booked_visit(chromium, stack, mail):
    grace = person(chromium, stack, **PHONE)
    shown = chromium.new_context(**PHONE).new_page()
    shown.set_content(mail.get_body(("html",)).get_content())
    assert shown.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert shown.locator("a[href^='tel:']").count() >= 1
    booked = shown.get_by_role("link", name="I've booked").get_attribute("href")

    grace.goes_to(local(booked))
    assert grace.page.get_by_label("I've booked").is_checked()
    grace.page.get_by_label("Booked with").select_option(index=1)
    booked_with = grace.page.locator("#id_member option:checked").inner_text()
    grace.clicks("button", "Send my answer")
    assert "Write down the day that is booked" in grace.page.get_by_role("alert").inner_text()
    day = stack.runs(
        "from django.utils import timezone; from datetime import timedelta; print(timezone.localdate() + timedelta(9))"
    )
    grace.page.get_by_label("Booked for").fill(day.strip())
    grace.clicks("button", "Send my answer")
    grace.reads(f"I've booked: {booked_with}")
    assert grace.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    trainer = person(chromium, stack, **DESKTOP)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    trainer.unfolds("Visits, messages")
    assert booked_with in trainer.page.locator("#team").inner_text()
    silent_until = "from benefits.models import LapseAnswer; print(LapseAnswer.objects.get().silent_until)"
    assert stack.runs(silent_until).strip() == day.strip(), "silence until the visit"


def test_asking_the_trainer_stands_on_their_today(chromium, stack, mail):
    grace = person(chromium, stack, **PHONE)
    grace.goes_to(local(link_in(mail, "?answer=ask")))
    assert grace.page.get_by_label("Ask my trainer to book or refer").is_checked()
    grace.clicks("button", "Send my answer")
    grace.reads("sees this and gets in touch")

    trainer = person(chromium, stack, **DESKTOP)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/?section=3")
    row = trainer.page.get_by_role("listitem").filter(has_text="Wants you to book or refer")
    row.filter(has_text="Grace Bennett").get_by_role("link", name=re.compile("Refer, or book")).click()
    trainer.reads("asked you on")
    trainer.clicks("button", "It is done")
    trainer.reads("Noted as done")
    grace.clicks("button", "Take my answer back")


def test_the_mail_stops_in_one_click(chromium, stack, mail):
    address = re.search(r"<([^>]+)>", mail["List-Unsubscribe"])[1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    mail_program = chromium.new_context(base_url=stack.address).request
    answer = mail_program.post(local(address), form={"List-Unsubscribe": "One-Click"})
    assert answer.ok
    assert "Reminders about your coverage have stopped" in answer.text()
