"""Pages of a user's items of one kind, with a signed cursor to the next page."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from lumiku.kit import cursors, keys
from lumiku.kit.table import CoreItem

__all__ = ["page"]

ItemT = TypeVar("ItemT", bound=CoreItem)

_MOST_READ: Final = 1_000  # items looked at for one page before it is given as it is
_FILTERED_READ: Final = 100  # items of one request to DynamoDB when a filter may drop most


def page(
    model: type[ItemT],
    sub: str,
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
    scope = "\n".join([sub, prefix, repr(sorted((filters or {}).items(), key=str))])
    start = str(cursors.decode(scope, cursor)) if cursor else None
    partition = keys.user(sub)
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


def _key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
