"""A referral out to its close, with scripts and without: consent, a date, the visit, what came of it, did it help."""

from datetime import date, timedelta

import icalendar
import pytest

from tests.browser.referring import ana, new_client, new_practitioner
from tests.browser.stack import link_in, local

REASON = "Tension headaches after desk days"
ANSWER = "Loosened; a break every hour helps"

pytestmark = pytest.mark.either_stack


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_from_the_request_to_the_close(chromium, stack, scripts):
    client = new_client(chromium, stack, scripts=scripts)
    masseur = new_practitioner(chromium, stack, scripts=scripts)
    trainer = ana(chromium, stack, scripts=scripts)

    refers(trainer, client, masseur)
    agrees(client)
    opens_the_request(masseur)
    accepts_with_a_date(masseur)
    puts_it_into_the_calendar(client)
    moves_the_date(masseur)
    writes_what_came_of_it(masseur)
    thanks_and_closes(trainer, client)
    says_that_it_helped(client)
    trainer.page.reload()
    trainer.reads("A little better")


def refers(trainer, client, masseur):
    """Finds the masseur by name, checks what will be sent, and has the client asked by mail."""
    trainer.goes_to(f"/clients/?q={client.name.replace(' ', '+')}")
    trainer.clicks("link", client.name)
    trainer.goes_to(f"{trainer.page.url.partition('?')[0]}referrals/new/")
    trainer.page.get_by_label("Name, clinic, city or language").fill(masseur.name)
    trainer.clicks("button", "Search")
    trainer.clicks("link", masseur.name)
    trainer.page.get_by_label("What you noticed").fill(REASON)
    trainer.clicks("button", "Check before sending")
    trainer.reads("Check before you send")
    trainer.clicks("button", f"Ask {client.name.split()[0]} by mail")
    trainer.reads("The client is asked for consent first")


def agrees(client):
    """Reads the very words that will be sent."""
    mail = client.at.stack.mail_to(client.mailbox, part="/l/consent/")
    client.at.goes_to(local(link_in(mail, "/l/consent/")))
    client.at.reads(REASON)
    client.at.ticks_all()
    client.at.clicks("button", "Yes, share what I ticked")
    client.at.reads("You said yes")


def opens_the_request(masseur):
    """Their mail leads to the referral itself, behind a code."""
    masseur.at.opens_mail(masseur.mailbox, "/l/share/", about="refers a client to you")
    masseur.at.clicks("button", "Open")
    masseur.at.enters_the_code(masseur.mailbox)
    masseur.at.reads(REASON)


def accepts_with_a_date(masseur):
    """Without a day it says so and keeps what was typed."""
    page = masseur.at.page
    masseur.at.clicks("link", "Accept")
    page.get_by_label("Time (optional)").fill("15:45")
    masseur.at.clicks("button", "Send")
    masseur.at.reads("Give the day and the time")
    assert page.get_by_label("Time (optional)").input_value() == "15:45"
    page.get_by_label("Date (optional)").fill(in_days(6))
    page.get_by_label("Phone for the client").fill("416 555 0100")
    masseur.at.clicks("button", "Send")
    masseur.at.reads("Saved. Ana Costa is told.")
    masseur.at.reads("Put it into a calendar")


def in_days(number):
    return (date.today() + timedelta(days=number)).isoformat()  # noqa: DTZ011


def puts_it_into_the_calendar(client):
    """They had two mails that day, and the visit is not soon: the word of it comes the next day."""
    client.a_day_later()
    mail = client.at.stack.mail_to(client.mailbox, about="can see you")
    text = mail.get_body(("plain",)).get_content()
    assert "416 555 0100" in text
    assert "headache" not in text
    answer = client.at.page.request.get(local(link_in(mail, "/l/visit/")))
    (event,) = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt.strftime("%H:%M")) == ("Appointment", "15:45")


def moves_the_date(masseur):
    masseur.at.clicks("link", "Another date")
    masseur.at.page.get_by_label("Date (optional)").fill(in_days(12))
    masseur.at.page.get_by_label("Why").fill("The room is taken")
    masseur.at.clicks("button", "Send")
    masseur.at.reads("The room is taken")


def writes_what_came_of_it(masseur):
    page = masseur.at.page
    masseur.at.clicks("button", "First visit has been")
    masseur.at.reads("Under way")
    masseur.at.clicks("link", "Write what came of it")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("In a few words").fill(ANSWER)
    page.get_by_label("nearer to the goals").check()
    masseur.at.clicks("button", "Send")
    masseur.at.reads("Completed")


def thanks_and_closes(trainer, client):
    """From Today, whose row is there at once: the mail may wait a day."""
    trainer.goes_to("/?show=referrals&section=3")
    row = trainer.page.locator("li", has_text=client.name)
    row.get_by_role("link", name="Read what came of it").first.click()
    trainer.reads("Your turn:")
    trainer.reads(ANSWER)
    trainer.clicks("button", "Thank them and close the referral")
    trainer.reads("The referral is closed")
    trainer.reads("You noted this on")


def says_that_it_helped(client):
    """Two taps."""
    client.a_day_later()
    client.at.goes_to(local(link_in(client.at.stack.mail_to(client.mailbox, about="Has it helped?"), "/l/helped/")))
    client.at.page.get_by_label("a little better").check()
    client.at.clicks("button", "Send my answer")
    client.at.reads("Thank you. Ana Costa reads: a little better.")
