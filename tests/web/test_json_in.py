"""JSON from outside is no larger and no deeper than what its reader asks for."""

import pytest

from web.json_in import MalformedError, TooLargeError, read_json


def read(body: bytes):
    return read_json(body, most_bytes=1_000_000, most_depth=3)


def test_what_is_asked_for_is_read():
    assert read(b'{"a": [{"b": 1}]}') == {"a": [{"b": 1}]}


@pytest.mark.parametrize("deep", [4, 900, 100_000])
def test_nothing_nested_deeper(deep):
    for begin, end in ((b"[", b"]"), (b'{"a":', b"}")):
        with pytest.raises(MalformedError):
            read(begin * deep + b"1" + end * deep)


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[Infinity]", b"\xff", b"1" * 5000])
def test_nothing_that_is_no_json(body):
    with pytest.raises(MalformedError):
        read(body)


def test_nothing_larger():
    with pytest.raises(TooLargeError):
        read_json(b'"aaaa"', most_bytes=5, most_depth=1)
