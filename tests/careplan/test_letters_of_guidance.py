"""The letter or picture that guidance was read from: known by its content, kept with it, and nobody else's."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from careplan.correspondence import unread
from careplan.guidance import NotOfThisClientError, record_guidance
from careplan.models import Document, Guidance
from sharing.view import SharedView
from tests.careplan.test_lanes import typed
from tests.factories.careplan import CareTeamMemberFactory, DocumentFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.practitioner_portal.test_asked_practitioner import a_picture
from tests.practitioner_portal.test_shared_page import a_dont, at, browser_of

SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def physio(care_client):
    return CareTeamMemberFactory(client=care_client).practitioner


def a_pdf(content: bytes = b"%PDF-1.7\n%%EOF\n", name: str = "Grace Bennett.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def a_zip() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("letter.pdf", "%PDF-1.7")
    return content.getvalue()


def adding(client):
    return reverse("careplan:add_guidance", args=[client.pk])


def test_the_trainer_puts_the_letter_in_and_has_read_it(trainer, trainer_browser, care_client, physio):
    assert trainer_browser.post(adding(care_client), typed(physio, file=a_pdf())).status_code == 302
    document = Document.objects.get()
    assert Guidance.objects.get().document == document
    assert (document.entered_by, document.practitioner, document.title) == (trainer, physio, "No jumps until seen")
    assert "Grace" not in document.file.name
    assert document.read_at
    assert unread([care_client.pk]) == []
    shown = trainer_browser.get(reverse("workspace:document", args=[care_client.pk, document.pk]))
    assert b"".join(shown.streaming_content).startswith(b"%PDF")


def test_what_the_trainer_put_in_is_not_among_what_the_practitioner_sent(trainer_browser, care_client, physio):
    trainer_browser.post(adding(care_client), typed(physio, file=a_pdf()))
    assert SharedView(ConsentGrantFactory(client=care_client, practitioner=physio)).documents() == []


def test_a_letter_that_is_here_already_is_chosen(trainer_browser, care_client, physio):
    letter = DocumentFactory(client=care_client, practitioner=physio, title="Letter of March")
    assert "Letter of March" in trainer_browser.get(adding(care_client)).content.decode()
    trainer_browser.post(adding(care_client), typed(physio, letter=str(letter.pk)))
    assert Guidance.objects.get().document == letter
    assert Document.objects.count() == 1


def test_another_clients_letter_is_neither_offered_nor_taken_by_its_key(trainer_browser, care_client, physio):
    others = DocumentFactory(practitioner=physio, title="Sign of another client")
    DocumentFactory(client=care_client, practitioner=physio)
    answer = trainer_browser.post(adding(care_client), typed(physio, letter=str(others.pk)))
    assert answer.status_code == 422
    assert "Sign of another client" not in answer.content.decode()
    assert not Guidance.objects.exists()
    with pytest.raises(NotOfThisClientError):
        record_guidance(
            care_client, practitioner=physio, kind="dont", text="No jumps", how_it_came="call", document=others
        )


@pytest.mark.parametrize(
    "file",
    [a_pdf(a_zip(), "letter.pdf"), a_pdf(SCRIPT, "picture.png"), a_pdf(SCRIPT, "picture.svg"), a_pdf(b"%PDF- cut off")],
    ids=["a zip renamed", "an SVG renamed", "an SVG with script", "cut off"],
)
def test_what_is_no_letter_is_refused_at_the_field_with_everything_else_kept(
    trainer_browser, care_client, physio, file
):
    answer = trainer_browser.post(adding(care_client), typed(physio, file=file, load_limit_kg="12,5"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "can&#x27;t be read as a PDF, JPEG or PNG" in page
    assert "No jumps until seen" in page
    assert 'value="12,5"' in page
    assert not Document.objects.exists()
    assert not Guidance.objects.exists()
    file.seek(0)


def test_a_good_file_beside_another_mistake_has_to_be_chosen_again(trainer_browser, care_client, physio):
    answer = trainer_browser.post(adding(care_client), typed(physio, file=a_pdf(), text=""))
    assert "Choose the file again" in answer.content.decode()
    answer = trainer_browser.post(adding(care_client), typed(physio, text=""))
    assert "Choose the file again" not in answer.content.decode()
    assert not Document.objects.exists()


def test_a_picture_comes_through_the_link_and_stays_when_the_words_change(trainer_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    browser = browser_of(grant.practitioner)
    form = a_dont(file=a_picture())
    assert browser.post(at("guidance", grant), form).status_code == 302
    guidance = Guidance.objects.get()
    assert guidance.document.content_type == "image/jpeg"
    assert [one.kind for one in unread([care_client.pk])] == ["document"]
    browser.post(at("change_guidance", grant, guidance.pk), a_dont(text="Only heavy ones"))
    assert Guidance.objects.get(replaces=guidance).document == guidance.document
    address = reverse("workspace:overview", args=[care_client.pk])
    page = trainer_browser.get(address, {"open": "plan"}).content.decode()
    assert reverse("workspace:document", args=[care_client.pk, guidance.document_id]) in page


def test_sent_twice_it_is_kept_once(care_client):
    grant = ConsentGrantFactory(client=care_client)
    form = a_dont()
    for _ in range(2):
        browser_of(grant.practitioner).post(at("guidance", grant), form | {"file": a_picture()})
    assert (Document.objects.count(), Guidance.objects.count()) == (1, 1)


def test_nothing_comes_with_it_where_the_client_lets_no_letter_be_sent(care_client):
    grant = RecordRequestFactory(client=care_client, scopes=["told-guidance"])
    browser = browser_of(grant.practitioner)
    assert 'type="file"' not in browser.get(at("guidance", grant)).content.decode()
    assert browser.post(at("guidance", grant), a_dont(file=a_picture())).status_code == 302
    assert not Document.objects.exists()


def test_another_practitioner_is_not_told_of_the_letter(care_client, physio):
    letter = DocumentFactory(client=care_client, practitioner=physio, title="Sign of a letter")
    GuidanceFactory(client=care_client, practitioner=physio, document=letter)
    others = SharedView(ConsentGrantFactory(client=care_client)).guidance()
    assert len(others) == 1
    assert "Sign of a letter" not in repr(others)


# --- a letter of somebody else --------------------------------------------------------------


@pytest.fixture
def others_letter(care_client):
    other = CareTeamMemberFactory(client=care_client).practitioner
    return DocumentFactory(client=care_client, practitioner=other, title="Sign of another's letter")


def test_only_letters_of_who_is_named_are_offered_and_taken(trainer_browser, care_client, physio, others_letter):
    for own in (False, True):
        if own:
            DocumentFactory(client=care_client, practitioner=physio, title="Letter of March")
        page = trainer_browser.get(adding(care_client), {"practitioner": str(physio.pk)}).content.decode()
        assert ("Letter of March" in page) == own
        answer = trainer_browser.post(adding(care_client), typed(physio, letter=str(others_letter.pk)))
        for shown in (page, answer.content.decode()):
            assert "Sign of another" not in shown
        assert answer.status_code == 422
        assert "valid choice" in answer.content.decode()
    other = {"practitioner": str(others_letter.practitioner_id)}
    assert "Sign of another" in trainer_browser.get(adding(care_client), other).content.decode()
    assert not Guidance.objects.exists()


def test_somebody_elses_letter_with_ones_own_guidance_is_not_told_by_name(care_client, physio, others_letter):
    guidance = GuidanceFactory(client=care_client, practitioner=physio, document=others_letter)
    grant = ConsentGrantFactory(client=care_client, practitioner=physio, scopes=["goals"])
    browser = browser_of(physio)
    change_page = at("change_guidance", grant, guidance.pk)
    shown = browser.get(change_page).content.decode()
    assert guidance.text in shown
    assert "Sign of another" not in shown
    Document.objects.filter(pk=others_letter.pk).update(practitioner=physio)
    assert "Sign of another" in browser.get(change_page).content.decode(), "it is shown where it is one's own"
