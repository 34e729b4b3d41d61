"""How long answers to the writes of programs are kept, and tokens that open nothing any more."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from api.models import ApiToken, StoredAnswer
from web import retention
from web.retention import RetentionRule

ANSWERS_KEPT = timedelta(hours=48)
# The access log names a token for as long as its row is there.
TOKENS_KEPT = timedelta(days=730)


def _old_answers(now: datetime) -> QuerySet[StoredAnswer]:
    return StoredAnswer.objects.filter(at__lt=now - ANSWERS_KEPT)


def _old_tokens(now: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(expires_at__lt=now - TOKENS_KEPT)


def register_retention() -> None:
    retention.register(
        RetentionRule("api-answers", ANSWERS_KEPT, _old_answers),
        RetentionRule("api-tokens", TOKENS_KEPT, _old_tokens),
    )
