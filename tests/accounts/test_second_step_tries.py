"""Wrong second steps are counted in the database: nothing that is emptied gives new tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecondStepTries
from accounts.second_step_tries import count_second_step, second_step_was_right
from tests.accounts.signing_in import code_of_the_app, give_code, give_password, sign_in
from tests.factories.accounts import TrainerFactory
from web.limits import SECOND_STEPS
from web.ratelimit import TooManyError


@pytest.mark.django_db
def test_an_emptied_cache_gives_no_new_tries():
    trainer = TrainerFactory()
    for _try in range(SECOND_STEPS.amount):
        browser = Browser()
        give_password(browser, trainer.email)
        give_code(browser, "000000")
        cache.clear()
    browser = Browser()
    give_password(browser, trainer.email)
    page = give_code(browser, code_of_the_app())
    assert "Too many failed" in page.content.decode(), "even the right one"


@pytest.mark.django_db
def test_a_code_that_was_used_is_refused_though_the_cache_was_emptied():
    trainer = TrainerFactory()
    sign_in(Browser(), trainer.email)
    code = code_of_the_app()
    SecondStepTries.objects.all().delete()
    assert second_step_was_right(trainer, code)
    cache.clear()
    browser = Browser()
    give_password(browser, trainer.email)
    give_code(browser, code)
    assert browser.get(reverse("today")).status_code == 302


@pytest.mark.django_db
def test_five_minutes_later_there_are_tries_again_and_a_right_one_forgets_the_wrong():
    trainer, now = TrainerFactory(), timezone.now()
    for _try in range(SECOND_STEPS.amount):
        count_second_step(trainer, now=now)
    with pytest.raises(TooManyError) as refused:
        count_second_step(trainer, now=now)
    again_at = refused.value.again_at
    assert again_at - now == timedelta(seconds=SECOND_STEPS.seconds)
    count_second_step(trainer, now=again_at)
    assert second_step_was_right(trainer, "123456", now=again_at)
    assert SecondStepTries.objects.get().times == []


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_five_are_heard():
    trainer = TrainerFactory()
    SecondStepTries.objects.create(user=trainer)

    def guess(_number: int) -> bool:
        try:
            while True:
                try:
                    count_second_step(trainer)
                except TooManyError:
                    return False
                except OperationalError as error:  # a test's SQLite in memory refuses at once instead of waiting
                    if "locked" not in str(error):
                        raise
                    sleep(0.01)
                else:
                    return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(20))) == SECOND_STEPS.amount
