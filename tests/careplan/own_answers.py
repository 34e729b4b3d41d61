"""A client answers who looks after them, by the link in their mail."""

from django.urls import reverse

IDA = {"name": "Ida Berg", "clinic_name": "Harbour", "for_what": "My knee", "since": "2026-03-01"}


def at(token, route="link_intake", *more):
    return reverse(f"careplan:{route}", args=[token, *more])


def step(token, name):
    return at(token, "link_step", name)


def says_yes(browser, token):
    assert browser.post(at(token, "link_yes")).status_code == 302


def people(*each):
    typed = {"people": str(max(1, len(each)))}
    for number, person in enumerate(each):
        typed |= {f"person{number}-{name}": value for name, value in person.items()}
    return typed


def answers_all(browser, token, *each):
    says_yes(browser, token)
    browser.post(step(token, "sees"), {"sees_practitioner": "yes"})
    browser.post(step(token, "team"), people(*each))
    return browser.post(step(token, "hopes"), {"expectations": "Row again"})
