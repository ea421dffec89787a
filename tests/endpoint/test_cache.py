"""The cache: bounded by weight, oldest out first, hits counted, safe between threads."""

from concurrent.futures import ThreadPoolExecutor

from endpoint.cache import Cache


def test_the_least_recently_used_goes_once_the_bound_is_passed() -> None:
    cache: Cache[bytes] = Cache(10, len)
    cache.put("a", b"1234")
    cache.put("b", b"1234")
    assert cache.get("a") == b"1234"
    cache.put("c", b"1234")
    assert cache.get("b") is None
    assert cache.get("a") == cache.get("c") == b"1234"
    assert cache.facts()["weight"] == 8


def test_what_is_larger_than_the_bound_is_not_kept_and_pushes_nobody_out() -> None:
    cache: Cache[bytes] = Cache(10, len)
    cache.put("a", b"1234")
    assert cache.get_or("huge", lambda: b"x" * 11) == b"x" * 11
    assert cache.facts()["entries"] == 1


def test_putting_again_counts_once() -> None:
    cache: Cache[bytes] = Cache(10, len)
    for _ in range(5):
        cache.put("a", b"1234")
    assert cache.facts()["weight"] == 4


def test_hits_are_told() -> None:
    cache: Cache[int] = Cache(2)
    made = [cache.get_or("a", lambda: 7) for _ in range(4)]
    assert made == [7, 7, 7, 7]
    assert cache.facts() == {
        "entries": 1,
        "weight": 1,
        "bound": 2,
        "hits": 3,
        "hit_rate": 0.75,
    }


def test_threads_never_break_its_books() -> None:
    cache: Cache[int] = Cache(16)

    def use(number: int) -> None:
        for step in range(300):
            key = str((number * 7 + step) % 40)
            assert cache.get_or(key, lambda key=key: int(key)) == int(key)  # type: ignore[misc]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, range(4)))
    facts = cache.facts()
    assert facts["entries"] == facts["weight"] == 16
