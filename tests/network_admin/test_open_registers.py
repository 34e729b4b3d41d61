"""Lists of health providers in the shape in which registers give them out, with made-up people: columns are known by name."""

import pytest
from django.urls import reverse

from practitioners.imports import write_queued
from practitioners.models import Practitioner
from tests.network_admin.test_network_import import (  # noqa: F401
    _disciplines,
    admin,
    browser,
    confirm,
    preview,
    problems,
    upload,
)

pytestmark = pytest.mark.django_db
# As colleges of provinces export theirs: from Excel on Windows, a status beside each name, who has left among them.
COLLEGE = (
    "Registrant Number,Last Name,First Name,Commonly Used Name,Profession,Registration Class,Registration Status,"
    "Primary Practice Site,Practice Address,Practice City,Practice Province,Postal Code,Practice Phone,Practice Email,"
    "Languages of Service,College\r\n"
    'PT-20117,TREMBLAY,"Zo\u00e9 Anne",Zo\u00e9,Physiotherapist,Independent Practice,Active,Harbour Physio,'
    '"12 Quay St., Suite 4",Toronto,Ontario,M5J 2N8,(416) 555-0110 ext. 3,zoe@harbour.example,"English, French",CPO\r\n'
    "PT-20118,van der Berg,Jan,,Physiotherapist,Independent Practice,Active,Harbour Physio,12 Quay St.,Toronto,ON,"
    "M5J 2N8,4165550111,jan@harbour.example,English,CPO\r\n"
    "PT-19002,O\u2019Neill,Ann,,Physiotherapist,Inactive,Resigned,,,,,,,,,CPO\r\n"
).encode("cp1252")
# The open file of the United States' providers (NPPES), of its 330 columns those that people keep: no e-mail, codes for disciplines.
NPPES = (
    '"NPI","Entity Type Code","Provider Last Name (Legal Name)","Provider First Name","Provider Credential Text",'
    '"Provider Business Practice Location Address City Name","Provider Business Practice Location Address State Name",'
    '"Provider Business Practice Location Address Telephone Number","Healthcare Provider Taxonomy Code_1",'
    '"Provider License Number_1"\n'
    '"1990000017","1","WHITFIELD","ANA","PT","TORONTO","ON","4165550112","225100000X","PT99017"\n'
)


def test_a_colleges_export_comes_in_as_it_is(browser):  # noqa: F811
    batch, page = preview(browser, COLLEGE)
    assert problems(page) == [(4, "Practice Email", "")], "who has left has no address, and stays out"
    page = browser.post(reverse("network_admin:leave_out_wrong", args=[batch.pk]), follow=True)
    confirm(browser, batch, page)
    write_queued()
    zoe, jan = Practitioner.objects.order_by("licence_number").select_related("clinic", "discipline")
    assert (zoe.name, zoe.licence_number, zoe.register, zoe.languages) == (
        "Zo\u00e9 Anne TREMBLAY", "PT-20117", "CPO", "English, French",
    )  # fmt: skip
    assert zoe.clinic is not None
    assert (zoe.clinic, zoe.clinic.city, zoe.clinic.province) == (jan.clinic, "Toronto", "ON")
    assert (zoe.phone, jan.phone) == ("(416) 555-0110 ext. 3", "(416) 555-0111")
    assert (jan.name, jan.discipline.code) == ("Jan van der Berg", "physiotherapist")
    assert {zoe.verification, jan.verification} == {"pending"}, "a file verifies nobody"


def test_of_a_register_without_addresses_each_cell_is_told(browser):  # noqa: F811
    _batch, page = preview(browser, NPPES)
    assert problems(page) == [
        (2, "Healthcare Provider Taxonomy Code_1", "225100000X"),
        (2, "E-mail", ""),
    ]
    assert not Practitioner.objects.exists()


def test_the_whole_file_of_330_columns_is_refused_with_how_many_there_may_be(browser):  # noqa: F811
    columns = ",".join(f"Healthcare Provider Taxonomy Group_{number}" for number in range(330))
    answer = upload(browser, columns + "\n")
    assert answer.status_code == 422
    assert "330" in answer.content.decode()
