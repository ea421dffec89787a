"""Pages of a user's items, or of the work index, with a signed cursor to the next page."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from lumiku.cloud import cursors, keys
from lumiku.cloud.table import CoreItem

__all__ = ["page", "work_page"]

ItemT = TypeVar("ItemT", bound=CoreItem)

_MOST_READ: Final = 1_000  # items looked at for one page before it is given as it is
_FILTERED_READ: Final = 100  # items of one request to DynamoDB when a filter may drop most


def page(
    model: type[ItemT],
    user_id: str,
    prefix: str,
    *,
    limit: int,
    cursor: str | None,
    filters: dict[str, Any] | None = None,
    keep: Callable[[ItemT], bool] | None = None,
    oldest_first: bool = False,
) -> tuple[list[ItemT], str | None]:
    """At most `limit` items whose sort key begins with `prefix`, and the cursor after them.

    `filters` is what `keep` decides by: a cursor is good only for the same user, list and filters
    and else raises BadCursor. The cursor is None exactly when nothing follows, except that a
    filter which finds little in 1,000 items ends its page early with a cursor.
    """
    scope = "\n".join([user_id, prefix, repr(sorted((filters or {}).items(), key=str))])
    start = str(cursors.decode(scope, cursor)) if cursor else None
    partition = keys.user(user_id)
    rows = model.query(
        partition,
        model.sk.startswith(prefix),
        scan_index_forward=oldest_first,
        consistent_read=True,
        last_evaluated_key=_key(partition, start) if start else None,
        page_size=limit + 1 if keep is None else _FILTERED_READ,
    )
    kept: list[ItemT] = []
    for seen, row in enumerate(rows, start=1):
        if keep is None or keep(row):
            if len(kept) == limit:
                return kept, cursors.encode(scope, kept[-1].sk)
            kept.append(row)
        if seen == _MOST_READ:
            return kept, cursors.encode(scope, row.sk)
    return kept, None


def work_page(
    model: type[ItemT],
    work: str,
    *,
    limit: int,
    cursor: str | None,
    filters: dict[str, Any] | None = None,
    keep: Callable[[ItemT], bool] = lambda _: True,
) -> tuple[list[ItemT], str | None]:
    """At most `limit` items of all users under one kind of work, latest due first, and the cursor.

    The index only tells which items there are: they are read whole and consistently, and those
    that have left this work meanwhile are dropped. Filters and cursors are as in `page`.
    """
    scope = "\n".join(["by_work", work, repr(sorted((filters or {}).items(), key=str))])
    position = cursors.decode(scope, cursor) if cursor else None
    kept: list[ItemT] = []
    for _ in range(_MOST_READ // _FILTERED_READ):
        found = _index_rows(model, work, position)
        for row in found:
            position = [row.due, row.pk, row.sk]
        for row in _whole(model, found):
            if row.work == work and keep(row):
                if len(kept) == limit:
                    last = kept[-1]
                    return kept, cursors.encode(scope, [last.due, last.pk, last.sk])
                kept.append(row)
        if len(found) < _FILTERED_READ:
            return kept, None
    return kept, cursors.encode(scope, position)


def _index_rows(model: type[ItemT], work: str, after: list[str] | None) -> list[ItemT]:
    start = None
    if after is not None:
        due, pk, sk = after
        start = {**_key(pk, sk), "work": {"S": work}, "due": {"S": due}}
    found = model.by_work.query(
        work, scan_index_forward=False, limit=_FILTERED_READ, last_evaluated_key=start
    )
    return list(found)


def _whole(model: type[ItemT], found: list[ItemT]) -> list[ItemT]:
    """The items behind rows of the index, in the same order."""
    rows = model.batch_get([(row.pk, row.sk) for row in found], consistent_read=True)
    whole = {(row.pk, row.sk): row for row in rows}
    return [whole[row.pk, row.sk] for row in found if (row.pk, row.sk) in whole]


def _key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
