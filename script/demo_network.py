"""Pages of the network for screenshots and benchmarks: a narrowed search, files of practitioners, entries that may be one."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from network_admin.models import Incident
from practitioners.duplicates import compare_due
from practitioners.models import Practitioner
from practitioners.network_records import PractitionerImport
from script.demo_browsers import DemoPage
from web.keys import key_like


def network_pages() -> list[DemoPage]:
    right, wrong = _file("zoe@clinic.example"), _file("")
    narrowed = "?area=toronto&most_wait=soon&where=treats_virtually"
    return [
        DemoPage("network-narrowed", "trainer", reverse("practitioners:list") + narrowed),
        DemoPage("network-import", "admin", reverse("network_admin:imports")),
        DemoPage("network-import-match", "admin", reverse("network_admin:match_import", args=[right.pk])),
        DemoPage("network-import-check", "admin", reverse("network_admin:check_import", args=[right.pk])),
        DemoPage("network-import-wrong", "admin", reverse("network_admin:check_import", args=[wrong.pk])),
        DemoPage("incidents", "admin", reverse("network_admin:incidents")),
        DemoPage("incident", "admin", reverse("network_admin:incident", args=[_incident().pk])),
        DemoPage("privacy-requests-of-all", "admin", reverse("network_admin:privacy_requests")),
        DemoPage("network-duplicates", "admin", reverse("network_admin:duplicates")),
        DemoPage("network-merge", "admin", reverse("network_admin:merge", args=_two_of_one())),
    ]


def _file(email: str) -> PractitionerImport:
    """A file that was chosen and matched; without an address something is wrong in it."""
    admin = User.objects.get(name="Ruth Okafor")
    values = {
        "by": admin,
        "columns": ["Name", "E-mail", "Discipline", "Phone", "Licence"],
        "rows": [
            [2, ["Tremblay, Zoé", email, "PT", "6135550100.0", "PT-1009"]],
            [3, ["Dr. Jan van der Berg", "jan@clinic.example", "Physio", "416 555 0100 ext. 12", ""]],
        ],
        "matched": {"name": 0, "email": 1, "discipline": 2, "phone": 3, "licence_number": 4},
    }
    return PractitionerImport.objects.get_or_create(pk=key_like(admin.pk, f"file {email}"), defaults=values)[0]


def _incident() -> Incident:
    """One that is judged, and not over."""
    today = timezone.localdate()
    values = {
        "happened_on": today - timedelta(days=3),
        "known_on": today - timedelta(days=2),
        "what": "A phone with the day's sessions was left on a bus.",
        "kinds_of_data": "names, sessions of one day",
        "people": 6,
        "harm": Incident.Harm.NONE,
        "harm_reason": "What lies on it is encrypted, and the browser asked for a passkey.",
    }
    return Incident.objects.get_or_create(pk=key_like(User.objects.get(name="Ruth Okafor").pk, "bus"), defaults=values)[
        0
    ]


def _two_of_one() -> list[UUID]:
    """Two entries that may be one person, noted as such."""
    dana = Practitioner.objects.get(name="Dana Whitfield")
    values = {"email": "dana.whitfield@old.example", "discipline": dana.discipline, "clinic": dana.clinic}
    other, _is_new = Practitioner.objects.get_or_create(name="Whitfield, Dana", defaults=values)
    compare_due()
    return [other.pk, dana.pk]
