"""The pages of the demo that a link in a mail or a code opens: those of practitioners and clients."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from careplan.models import Guidance, Visit
from clients.links import issue_client_link
from clients.models import Client, ClientLink, Transfer
from consent.models import ConsentGrant, Direction, ShareLink
from consent.renewals import renewal_of
from referrals.models import Attempt
from script.demo_browsers import DemoPage
from web.keys import hash_token, new_token


def practitioner_pages(grace: Client, guidance: Guidance) -> list[DemoPage]:
    grant = ConsentGrant.objects.live().get(client=grace, practitioner__name="Dana Whitfield")
    requested = ConsentGrant.objects.live().get(client__name="Samir Haddad", direction=Direction.REQUEST)
    report = grant.reports.earliest("sent_at")
    attempt = Attempt.objects.get(practitioner__name="Dana Whitfield", status=Attempt.Status.ACCEPTED)
    of_referral = {
        "shared-referral": "practitioner_portal:referral",
        "shared-referral-accept": "practitioner_portal:referral_accept",
        "shared-referral-appointment": "practitioner_portal:referral_book",
        "shared-referral-decline": "practitioner_portal:referral_decline",
        "shared-referral-note": "practitioner_portal:referral_note",
        "shared-referral-outcome": "practitioner_portal:referral_complete",
    }
    return [
        *(
            DemoPage(name, "practitioner", reverse(route, args=[attempt.grant_id, attempt.pk]))
            for name, route in of_referral.items()
        ),
        DemoPage("shared-asked", "practitioner", reverse("practitioner_portal:record", args=[requested.pk])),
        DemoPage("shared-document", "practitioner", reverse("practitioner_portal:document", args=[requested.pk])),
        DemoPage("shared-list", "practitioner", reverse("practitioner_portal:list")),
        DemoPage("shared", "practitioner", reverse("practitioner_portal:record", args=[grant.pk])),
        DemoPage("shared-report", "practitioner", reverse("practitioner_portal:report", args=[grant.pk, report.pk])),
        DemoPage("shared-guidance", "practitioner", reverse("practitioner_portal:guidance", args=[grant.pk])),
        DemoPage("shared-reading", "practitioner", reverse("practitioner_portal:reading", args=[grant.pk])),
        DemoPage("shared-prescription", "practitioner", reverse("practitioner_portal:prescription", args=[grant.pk])),
        DemoPage(
            "shared-guidance-change",
            "practitioner",
            reverse("practitioner_portal:change_guidance", args=[grant.pk, guidance.pk]),
        ),
        DemoPage("shared-enter", "nobody", reverse("practitioner_portal:enter")),
        DemoPage("share-link", "nobody", reverse("practitioner_portal:open_link", args=[_share_link(grant)])),
    ]


def _share_link(grant: ConsentGrant) -> str:
    token = new_token()
    ShareLink.objects.create(
        grant=grant,
        token_hash=hash_token(token),
        sent_to=grant.practitioner.email,
        expires_at=timezone.now() + timedelta(days=1),
    )
    return token


def _own_visits(client: Client) -> list[DemoPage]:
    attempt = Attempt.objects.filter(referral__client=client).latest("created_at")
    return [DemoPage("own-booking", "client", reverse("referrals:own_booking", args=[client.pk, attempt.pk]))]


def client_pages(grace: Client) -> list[DemoPage]:
    chloe = Client.objects.get(name="Chloé Gagnon")
    question = ConsentGrant.objects.get(client=chloe)
    given = ConsentGrant.objects.live().get(client=grace, practitioner__name="Dana Whitfield")
    to_go_on = renewal_of(given, by_mail=False)
    purpose = ClientLink.Purpose
    tokens = {
        ("benefits-lapsing", "benefits:lapsing"): issue_client_link(grace, purpose.BENEFITS),
        ("benefits-by-link", "benefits:link_coverage"): issue_client_link(grace, purpose.BENEFITS),
        ("confirm", "clients:confirm"): issue_client_link(Client.objects.get(name="Tom Whitaker"), purpose.CONFIRM),
        ("consent-answer", "consent:answer_consent"): issue_client_link(chloe, purpose.CONSENT, subject_id=question.pk),
        ("withdraw", "consent:withdraw"): issue_client_link(grace, purpose.WITHDRAW, subject_id=given.pk),
        ("intake-who", "careplan:link_intake"): issue_client_link(grace, purpose.INTAKE),
        ("homework", "homework:homework"): issue_client_link(
            grace, purpose.HOMEWORK, on=timezone.now().astimezone(grace.zone).date()
        ),
        ("homework-days", "homework:days"): issue_client_link(
            grace, purpose.HOMEWORK, on=timezone.now().astimezone(grace.zone).date()
        ),
        ("measures-asked", "measures:asked"): issue_client_link(
            grace, purpose.MEASURES, on=timezone.now().astimezone(grace.zone).date()
        ),
        ("after-visit", "careplan:after_visit"): issue_client_link(
            grace, purpose.ATTENDED, subject_id=_visit_to_ask_about(grace).pk
        ),
        ("sharing", "consent:sharing"): issue_client_link(grace, purpose.SHARING),
        ("referral-helped", "referrals:helped"): issue_client_link(
            grace, purpose.HELPED, subject_id=Attempt.objects.filter(referral__client=grace).latest("created_at").pk
        ),
        ("referral-booking", "referrals:booking"): issue_client_link(
            grace, purpose.BOOKING, subject_id=Attempt.objects.filter(referral__client=grace).latest("created_at").pk
        ),
        ("stop", "clients:stop"): issue_client_link(grace, purpose.STOP),
    }
    trainers = {user.name: user for user in User.objects.filter(is_trainer=True)}
    transfer = Transfer.objects.create(
        client=grace,
        from_trainer=trainers["Ana Costa"],
        to_trainer=trainers["Marc Tremblay"],
        reason=Transfer.Reason.HANDOVER,
        state=Transfer.State.ACCEPTED,
    )
    tokens["handover-answer", "clients:answer_handover"] = issue_client_link(
        transfer.client, purpose.TRANSFER, subject_id=transfer.pk
    )
    return [
        *(DemoPage(name, "nobody", reverse(route, args=[token])) for (name, route), token in tokens.items()),
        *(
            DemoPage(name, "client", reverse(route, args=[grace.pk]))
            for name, route in {
                "own-intake": "careplan:own_intake",
                "own-homework": "homework:own_homework",
                "own-homework-days": "homework:own_days",
                "own-progress": "client_portal:progress",
                "own-sessions": "client_portal:sessions",
                "own-benefits": "benefits:own_benefits",
                "own-benefit-plan-add": "benefits:own_add_plan",
                "own-booklet": "benefits:own_keep_booklet",
                "own-referrals": "referrals:own_referrals",
                "own-correct": "client_portal:correct",
                "own-erase": "client_portal:erase",
            }.items()
        ),
        *(
            DemoPage(f"own-question-{step}", "client", reverse("careplan:own_step", args=[grace.pk, step]))
            for step in ("sees", "team", "hopes")
        ),
        *_own_visits(grace),
        DemoPage("own-told", "client", reverse("client_portal:told", args=[grace.pk])),
        DemoPage("own-record", "client", reverse("client_portal:record", args=[grace.pk])),
        DemoPage("own-consent", "client", reverse("consent:own_consent", args=[grace.pk, given.pk])),
        DemoPage("own-question", "client", reverse("consent:own_consent", args=[grace.pk, to_go_on.pk])),
        DemoPage("own-log", "client", reverse("client_portal:access_log", args=[grace.pk])),
        DemoPage("own-code", "nobody", reverse("account_request_login_code")),
    ]


def _visit_to_ask_about(client: Client) -> Visit:
    """One that is over, and of which nobody has said how it was."""
    member = client.care_team.filter(practitioner__isnull=False)[0]
    return Visit.objects.create(member=member, on=timezone.localdate() - timedelta(days=1), asks_client=True)
