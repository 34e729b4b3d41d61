"""The signature is that of Standard Webhooks, and the lines in docs/webhooks.md find what is wrong."""

import time

import pytest

from tests.webhooks.verifying import verify
from webhooks.signing import sign, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'


def headers(*, moment: float | None = None, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    return signed_headers([secret], message_id="msg_1", timestamp=int(moment or time.time()), body=body)


def test_the_example_of_the_specification():
    """Of standardwebhooks' own tests."""
    signature = sign(SECRET, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=BODY)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_right():
    verify(SECRET, headers(), BODY)


@pytest.mark.parametrize(
    ("changed", "body", "why"),
    [
        ({}, BODY + b" ", "not signed"),
        ({"webhook-id": "msg_2"}, BODY, "not signed"),
        ({"webhook-signature": "v1,AAAA"}, BODY, "not signed"),
        ({"webhook-timestamp": "1614265330"}, BODY, "too old"),
    ],
)
def test_what_is_not(changed, body, why):
    with pytest.raises(ValueError, match=why):
        verify(SECRET, headers() | changed, body)


def test_another_moment_than_was_signed():
    with pytest.raises(ValueError, match="not signed"):
        verify(SECRET, headers() | {"webhook-timestamp": str(int(time.time()) + 30)}, BODY)


def test_another_secret():
    with pytest.raises(ValueError, match="not signed"):
        verify(SECRET, headers(secret="whsec_c2VjcmV0IG9mIGEgd2ViaG9vayBpbiB0ZXN0cyEhISE="), BODY)
