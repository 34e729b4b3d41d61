"""Wrong second steps: counted for the account in the database, so that a cache that was emptied gives no new tries.

A code of an app is taken once: the database also remembers which were used.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.db import transaction
from django.utils import timezone

from accounts.models import SecondStepTries, User
from web.codes import normalised
from web.keys import hash_token
from web.limits import SECOND_STEPS
from web.ratelimit import TooManyError, count_among

USED_FOR = 120  # seconds: longer than any code of an app is good


def count_second_step(user: User, *, now: datetime | None = None) -> None:
    """Counts one try before it is looked at, so that parallel ones are all counted. Raises TooManyError."""
    moment = now or timezone.now()
    with transaction.atomic():
        row = _locked(user)
        count_among(row.times, [SECOND_STEPS], now=moment)
        _save(row, moment)


def second_step_was_right(user: User, code: str, *, now: datetime | None = None) -> bool:
    """Forgets the wrong tries; False for a code that was used already."""
    moment = now or timezone.now()
    used = hash_token(f"{user.pk}:{normalised(code)}")
    with transaction.atomic():
        row = _locked(user)
        row.used_codes = [pair for pair in row.used_codes if pair[1] > moment.timestamp() - USED_FOR]
        if used in [pair[0] for pair in row.used_codes]:
            return False
        row.used_codes.append([used, moment.timestamp()])
        row.times = []
        _save(row, moment)
        return True


def _locked(user: User) -> SecondStepTries:
    SecondStepTries.objects.get_or_create(user=user)
    return SecondStepTries.objects.select_for_update().get(user=user)


def _save(row: SecondStepTries, moment: datetime) -> None:
    row.changed_at = moment
    row.save()


class _Counted:
    """Before allauth's form of a second step looks at the code."""

    user: User

    def clean_code(self) -> str:
        try:
            count_second_step(self.user)
        except TooManyError as error:
            raise get_account_adapter().validation_error("too_many_login_attempts") from error
        code: str = super().clean_code()  # type: ignore[misc]
        if not second_step_was_right(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(_Counted, AuthenticateForm):
    """After the password."""


class SecondStepProofForm(_Counted, ReauthenticateForm):
    """While signed in, where somebody proves again who they are."""
