"""What a letter looks like: the same words in text and in HTML."""

import re

import pytest

from outbox.composing import compose
from outbox.content import Contact, EmailContent
from outbox.models import Message
from tests.outbox.conftest import write_plain, write_reminder

TEXT = """\
Hello Ana,

How did it go?

Answer:
https://carelane.example/l/token-1234/

It takes a minute.

--\x20
Ben Ito, Ito Strength
1 Gym Street, Toronto

This isn't me:
https://carelane.example/not-me/
"""


def mail_of(letter: EmailContent):
    return compose(letter, Message(to="ana@home.example", message_id="<1@carelane.example>"))


def test_the_text_reads_like_a_letter():
    assert mail_of(write_plain(None, {"token": "token-1234"})).body == TEXT


def test_a_reminder_ends_with_the_way_to_stop_it():
    body = mail_of(write_reminder(None, {})).body
    assert body.endswith("\n\nStop mails of this kind:\nhttps://carelane.example/l/stop/abc/\n")
    assert "\n\n\n" not in body


def test_the_postal_address_is_ours_where_the_sender_has_none(settings):
    assert settings.MAIL_POSTAL_ADDRESS in mail_of(write_reminder(None, {})).body


def test_html_says_the_same_and_nothing_of_it_is_markup():
    mail = mail_of(
        EmailContent(
            subject="<b>x</b>", paragraphs=["1 < 2 & <script>"], actions=[("Go", "https://x.example/?a=1&b=2")]
        )
    )
    html = mail.alternatives[0].content
    assert "1 &lt; 2 &amp; &lt;script&gt;" in html
    assert '<html lang="en">' in html
    assert "https://x.example/?a=1&amp;b=2" in html
    assert "1 < 2 & <script>" in mail.body


def test_html_loads_nothing_from_anywhere():
    html = mail_of(write_plain(None, {})).alternatives[0].content
    for word in ("<img", "src=", "<link", "url(", "<script"):
        assert word not in html


def test_whatever_a_name_holds_its_mail_can_be_written():
    odd = "Ana\r\nBcc: all@home.example\u202e Costa\0"
    mail = mail_of(EmailContent(subject=odd, paragraphs=["Hello"], sender_name=odd))
    written = mail.message()
    assert written["Subject"] == "Ana Bcc: all@home.example Costa"
    assert written["From"].startswith('"Ana Bcc: all@home.example Costa" <')
    assert written["Bcc"] is None


def test_styles_stand_on_the_elements_and_those_of_dark_mode_in_the_head():
    html = mail_of(write_plain(None, {"token": "token-1234"})).alternatives[0].content
    assert re.search(r'<a href="[^"]+token-1234/" style="[^"]*color: #ffffff', html)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    assert style.strip().startswith("@media (prefers-color-scheme: dark)")
    assert '<meta name="color-scheme" content="light dark">' in html


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("Call 416 555 0100.", '<a href="tel:4165550100"'),
        ("Call +1 (416) 555-0100 now", '<a href="tel:+14165550100"'),
        ("Write to ana@gym.example.", '<a href="mailto:ana@gym.example"'),
    ],
)
def test_phone_numbers_and_mail_addresses_are_links(words, link):
    assert link in mail_of(EmailContent(subject="x", paragraphs=[words])).alternatives[0].content


@pytest.mark.parametrize(
    "words", ["$500.00", "2026-12-31 12 500 1000", "https://x.example/416-555-0100", "1416 555 01001"]
)
def test_what_is_no_phone_number_is_no_link(words):
    assert "<a " not in mail_of(EmailContent(subject="x", paragraphs=[words])).alternatives[0].content


def test_whom_to_call_stands_in_both_parts():
    people = [Contact("Kenji <Mori>", "416 555 0100", "https://book.example/?a=1&b=2"), Contact("Lee Roy")]
    mail = mail_of(EmailContent(subject="x", paragraphs=["You can book with:"], contacts=people))
    assert "\nKenji <Mori>, 416 555 0100\nBook online: https://book.example/?a=1&b=2\n\nLee Roy\n" in mail.body
    html = mail.alternatives[0].content
    assert "Kenji &lt;Mori&gt;" in html
    assert 'href="tel:4165550100"' in html
    assert 'href="https://book.example/?a=1&amp;b=2"' in html
