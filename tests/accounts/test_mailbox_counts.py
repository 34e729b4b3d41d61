"""Mails to one mailbox are counted exactly, however many ask at once; old rows go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.mailbox_counts import count_mail
from accounts.models import MailboxCount, SignInCode
from accounts.sign_in_codes import send_code
from consent.codes import send_code_to_address
from consent.models import ViewerCode
from web.ratelimit import TooManyError
from web.retention import delete_over_age

ADDRESS = "somebody@home.example"


@pytest.mark.django_db(transaction=True)
def test_of_fifty_requests_at_once_three_are_mailed():
    def ask(_number: int) -> bool:
        try:
            while True:
                try:
                    count_mail(ADDRESS, is_known=False)
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

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(ask, range(50))).count(True) == 3
    assert len(MailboxCount.objects.get().strangers) == 3


def test_the_rows_tell_no_address(db):
    count_mail(ADDRESS, is_known=False)
    assert "somebody" not in str(MailboxCount.objects.values_list().get())


def test_what_is_a_day_old_goes(db):
    now = timezone.now()
    for age in (timedelta(hours=23), timedelta(hours=26)):
        send_code(f"{age.seconds}@home.example", user=None, browser=str(age), is_known=False, now=now - age)
        send_code_to_address(f"{age.seconds}@clinic.example", browser=str(age), now=now - age)
    delete_over_age(now=now)
    assert (SignInCode.objects.count(), ViewerCode.objects.count(), MailboxCount.objects.count()) == (1, 1, 2)
