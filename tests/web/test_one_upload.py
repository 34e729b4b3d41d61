"""One file of a person is read at a time; another's, and a form without a file, waits for nobody."""

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import TrainerFactory

PAGE = "clients:import_clients"


def send(browser, **form):
    return browser.post(reverse(PAGE), form)


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("clients.csv", b"Name\nAnn\n")


def test_a_second_file_of_the_same_person_is_refused_until_the_first_is_read(trainer, trainer_browser):
    cache.set(f"upload:{trainer.pk}", 1, timeout=60)
    response = send(trainer_browser, file=a_file())
    assert response.status_code == 429
    assert "Another file of yours is being read" in response.content.decode()
    cache.delete(f"upload:{trainer.pk}")
    assert send(trainer_browser, file=a_file()).status_code in {302, 422}


def test_the_lock_ends_with_the_request(trainer, trainer_browser):
    send(trainer_browser, file=a_file())
    assert cache.get(f"upload:{trainer.pk}") is None


def test_another_person_and_a_form_without_a_file_go_on(trainer, trainer_browser):
    cache.set(f"upload:{TrainerFactory().pk}", 1, timeout=60)
    assert send(trainer_browser, file=a_file()).status_code != 429
    cache.set(f"upload:{trainer.pk}", 1, timeout=60)
    assert send(trainer_browser).status_code == 422
