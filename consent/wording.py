"""The words in which consent is asked for and given. A change of them is a new version.

What a client agreed to is kept word by word on the grant, with the version.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from consent.models import ConsentGrant, ContributionScope, Direction, Purpose, Scope

WORDING_VERSION = "2026-11-29c"

Words = str | Promise


@dataclass(frozen=True)
class ScopeWords:
    scope: Scope | ContributionScope
    label: Words
    explains: Words
    example: Words


def _words(scope: Scope | ContributionScope, explains: Words, example: Words) -> ScopeWords:
    return ScopeWords(scope, scope.label, explains, example)


SCOPE_WORDS = {
    words.scope: words
    for words in [
        _words(
            Scope.ATTENDANCE,
            gettext_lazy("The day, the time and the length of each session, and with whom you trained."),
            gettext_lazy("For example: 18 November 2026, 17:00, 45 minutes."),
        ),
        _words(
            Scope.EXERCISE_LOG,
            gettext_lazy("The exercises of each session, with sets, loads and how hard it was, and on which day."),
            gettext_lazy("For example: goblet squat, 3 × 10 with 16 kg, effort 6 of 10."),
        ),
        _words(
            Scope.HOMEWORK,
            gettext_lazy("What you answer about your exercises at home, with the note that you add."),
            gettext_lazy("For example: heel raise, done on 9 of 12 days."),
        ),
        _words(
            Scope.PAIN_MEASURES,
            gettext_lazy("Pain from 0 to 10, on which day, and scales of what you can do."),
            gettext_lazy("For example: pain 3 before the session and 2 after it."),
        ),
        _words(
            Scope.GOALS,
            gettext_lazy("What you want to reach, in your own words."),
            gettext_lazy("For example: run 5 km again by the spring."),
        ),
        _words(
            Scope.GUIDANCE_OTHERS,
            gettext_lazy("Do's, don'ts and exercises from the others on your care team, with their names."),
            gettext_lazy("For example: “No heavy lifting until 15 January”, from another practitioner."),
        ),
        _words(
            Scope.BENEFITS,
            gettext_lazy("How much of your coverage is left for this practitioner's discipline, and until when."),
            gettext_lazy("For example: $320 left until 31 December 2026."),
        ),
        _words(
            Scope.REFERRAL,
            gettext_lazy("What your trainer noticed, what they ask, and the answers."),
            gettext_lazy("For example: “Tight calves when running. What should we spare?”"),
        ),
        _words(
            Scope.TEAM_NOTES,
            gettext_lazy("What your trainer writes for the care team after a session. Private notes are never shared."),
            gettext_lazy("For example: “Balance on the left is better. Stopped one set early.”"),
        ),
        _words(
            Scope.CONTACT,
            gettext_lazy("Your phone number and your e-mail address, to arrange an appointment with you."),
            gettext_lazy("For example: 416 555 0117."),
        ),
        _words(
            Scope.BIRTH_DATE,
            gettext_lazy("So that what they read is put into the right file of theirs."),
            gettext_lazy("For example: born on 4 May 1971."),
        ),
        _words(
            Scope.READINESS,
            gettext_lazy("What came of the screening before training, and warning signs that your trainer noticed."),
            gettext_lazy("For example: PAR-Q+, cleared, until 3 March 2027."),
        ),
        _words(
            ContributionScope.GUIDANCE,
            gettext_lazy("Do's, don'ts and cautions for your training. Your trainer keeps to them."),
            gettext_lazy("For example: “No deep squats until 15 January”."),
        ),
        _words(
            ContributionScope.EXERCISES,
            gettext_lazy("Exercises that they want you to do, in sessions or at home, and how many."),
            gettext_lazy("For example: heel raise, 3 × 12, every day."),
        ),
        _words(
            ContributionScope.ANSWER,
            gettext_lazy("What they answer to your trainer's question, in their own words."),
            gettext_lazy("For example: “The tendon is healing well. Easy running from week six.”"),
        ),
        _words(
            ContributionScope.DOCUMENT,
            gettext_lazy("A letter, a plan or a picture that they send along."),
            gettext_lazy("For example: the exercise sheet from your last visit."),
        ),
    ]
}


def offered(direction: str, purpose: str = Purpose.CARE) -> list[Scope] | list[ContributionScope]:
    """What may be asked for: the referral's own words only where there is a referral."""
    if direction == Direction.REQUEST:
        return list(ContributionScope)
    return [scope for scope in Scope if scope is not Scope.REFERRAL or purpose == Purpose.REFERRAL]


def in_words(scopes: Iterable[str]) -> list[ScopeWords]:
    """The words for each of `scopes`, in the order of Scope and ContributionScope."""
    chosen = set(scopes)
    return [words for scope, words in SCOPE_WORDS.items() if scope in chosen]


def promise(grant: ConsentGrant) -> list[str]:
    """Who shares with whom, what for, until when, who reads the mailbox, and how to end it: a line each."""
    practitioner, trainer = grant.practitioner, grant.client.lead_trainer
    names = {
        "trainer": trainer.name,
        "practitioner": practitioner.name,
        "discipline": practitioner.discipline.name,
        "clinic": practitioner.clinic.name if practitioner.clinic else "",
        "day": date_format(grant.last_day),
        "address": grant.for_address,
    }
    purposes = {
        Purpose.CARE: _("It is to keep my training in step with their treatment."),
        Purpose.REFERRAL: _("It is to refer me to them, and to hear back what came of it."),
    }
    mailbox = (
        _("They open it with a code. The code goes to the clinic's front desk, who read the mailbox too: %(address)s.")
        if practitioner.mailbox_is_shared
        else _("They open it with a code that goes to their own mailbox, %(address)s.")
    )
    guardian = [_("I agree for %(client)s, as their guardian.") % {"client": grant.client.name}]
    return [
        *(guardian if grant.client.is_minor() else []),
        *_whom(grant, names),
        purposes[Purpose(grant.purpose)],
        (
            _("It ends with the referral, on %(day)s at the latest, or as soon as I say so.")
            if grant.is_to_a_referral
            else _("It ends on %(day)s, or as soon as I say so.")
        )
        % names,
        mailbox % names,
    ]


def _whom(grant: ConsentGrant, names: dict[str, str]) -> list[str]:
    """Who shows or tells what to whom."""
    if grant.question:
        tells = (
            _("%(practitioner)s, %(discipline)s at %(clinic)s, may tell %(trainer)s what I tick below.")
            if names["clinic"]
            else _("%(practitioner)s, %(discipline)s, may tell %(trainer)s what I tick below.")
        )
        return [
            tells % names,
            _("%(trainer)s asks them: “%(question)s”") % (names | {"question": grant.question.text}),
            _("They learn my name and that I train with %(trainer)s, and see nothing of my record.") % names,
        ]
    shows = (
        _("%(trainer)s may show what I tick below to %(practitioner)s, %(discipline)s at %(clinic)s.")
        if names["clinic"]
        else _("%(trainer)s may show what I tick below to %(practitioner)s, %(discipline)s.")
    )
    return [shows % names]


def agreed_text(grant: ConsentGrant, scopes: Iterable[str]) -> str:
    """What is kept as the exact wording: the promise and each thing ticked, in the reader's language."""
    ticked = [f"[x] {words.label}. {words.explains}" for words in in_words(scopes)]
    for_care = [kept_for_care(grant)] if grant.keeps_for_care else []
    return "\n".join([*promise(grant), *_referral_words(grant), *ticked, *for_care])


def _referral_words(grant: ConsentGrant) -> list[str]:
    """The words of the referral that the client has read, as a line of what was agreed to."""
    return [_("The referral says: “%(words)s”") % {"words": grant.referral_words}] if grant.referral_words else []


def kept_for_care(grant: ConsentGrant) -> str:
    """What the client chooses about the time after a referral, as a line of the words agreed to."""
    names = {"practitioner": grant.practitioner.name, "day": date_format(grant.last_day)}
    return (
        _(
            "[x] Once the referral is completed, %(practitioner)s goes on seeing this for my care, all but the referral "
            "itself, until %(day)s or until I say so."
        )
        % names
    )
