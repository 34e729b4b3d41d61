"""The pages on which practitioners refer in, and those who answer them."""

from django.urls import reverse

from clients.models import Client
from consent.models import ConsentGrant
from referrals.incoming_links import token_of
from referrals.models import IncomingReferral
from script.demo_browsers import DemoPage


def referred_in_pages(grace: Client) -> list[DemoPage]:
    grant = ConsentGrant.objects.live().filter(client=grace, practitioner__name="Dana Whitfield").first()
    assert grant
    suggested, requested, trains = (
        IncomingReferral.objects.get(first_name=name) for name in ("Selma", "Rafael", grace.first_name)
    )
    sent = "practitioner_portal:sent_referral"
    return [
        DemoPage("own-profile", "trainer", reverse("practitioners:own_profile")),
        DemoPage("referred-list", "trainer", reverse("referrals:incoming_list")),
        DemoPage("referred-asked", "trainer", reverse("referrals:incoming", args=[requested.pk])),
        DemoPage("referred", "trainer", reverse("referrals:referred", args=[grace.pk, trains.pk])),
        DemoPage("trainer-public", "nobody", reverse("practitioner_portal:trainer", args=["ana-costa"])),
        DemoPage("refer-code", "nobody", reverse("practitioner_portal:refer_code")),
        DemoPage("suggested", "nobody", reverse("referrals:suggested", args=[token_of(suggested)])),
        DemoPage("suggested-answered", "nobody", reverse("referrals:suggested", args=[token_of(requested)])),
        DemoPage("find-trainers", "practitioner", reverse("practitioner_portal:find_trainers")),
        DemoPage("refer-new", "practitioner", reverse("practitioner_portal:refer_new", args=["ana-costa"])),
        DemoPage("refer-shared", "practitioner", reverse("practitioner_portal:refer_shared", args=[grant.pk])),
        DemoPage("own-entry", "practitioner", reverse("practitioner_portal:own_entry")),
        DemoPage("sent-referrals", "practitioner", reverse("practitioner_portal:sent_referrals")),
        DemoPage("sent-referral", "practitioner", reverse(sent, args=[trains.pk])),
    ]
