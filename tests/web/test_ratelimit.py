"""Tries are counted, each kind and person apart, for as long as was said."""

from web.ratelimit import address_of, too_many


def test_the_limit_holds_and_each_is_counted_apart():
    assert [too_many("code", "ana", limit=3, seconds=3600) for _ in range(5)] == [False, False, False, True, True]
    assert not too_many("code", "ben", limit=3, seconds=3600)
    assert not too_many("link", "ana", limit=3, seconds=3600)


def test_a_count_lasts_its_whole_stretch(settings):
    """The file cache gives a number that it adds to the default age, which must not be the usual five minutes."""
    assert settings.CACHES["default"]["TIMEOUT"] >= 24 * 60 * 60


def test_the_address_is_the_proxys_word_only_where_there_is_one(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 9.9.9.9"}, REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert address_of(request) == "9.9.9.9"
