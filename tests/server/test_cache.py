"""Memory for what is asked for again has an end."""

from dstack_server.cache import SizedCache


def test_what_was_not_asked_for_longest_is_forgotten_first():
    cache = SizedCache(100)
    for key in ("first", "second", "third"):
        cache.get_or_make(key, lambda: b"x" * 30)
    assert cache.get("first") is not None
    cache.get_or_make("fourth", lambda: b"x" * 30)
    assert [key for key in ("first", "second", "third", "fourth") if cache.get(key)] == ["first", "third", "fourth"]


def test_what_is_kept_is_not_made_again():
    cache = SizedCache(100)
    made = []
    for _ in range(3):
        cache.get_or_make("key", lambda: made.append(1) or b"value")
    assert made == [1]


def test_what_is_longer_than_the_memory_is_not_kept():
    cache = SizedCache(100)
    cache.get_or_make("small", lambda: b"x")
    assert cache.get_or_make("large", lambda: b"x" * 101) == b"x" * 101
    assert cache.get("large") is None
    assert cache.get("small") is not None
