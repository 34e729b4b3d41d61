"""No secret of an address gets into the server's log."""

import logging

import pytest

from web.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/l/consent/s3cret-token_1/", "/l/consent/…/"),
        ("/l/consent/s3cret-token_1/agree/", "/l/consent/…/agree/"),
        ("/l/share/s3cret-token_1/", "/l/share/…/"),
        ("/account/password/reset/key/3-s3cret/", "/account/password/reset/key/…/"),
        ("/clients/0190/", "/clients/0190/"),
    ],
)
def test_tokens_are_blotted_out(path, told):
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal Server Error: %s", (path,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == f"Internal Server Error: {told}"
