"""What avatars, products and projects share: their lists."""

from typing import TypeVar

from lumiku.catalog import rules
from lumiku.catalog.store.tables import MemberItem
from lumiku.catalog.subjects import MemberQuery
from lumiku.cloud.pages import page

__all__ = ["listed"]

MemberT = TypeVar("MemberT", bound=MemberItem)


def listed(
    model: type[MemberT], user_id: str, prefix: str, query: MemberQuery
) -> tuple[list[MemberT], str | None]:
    """A page of those that pass the query's filters, the newest first, and the next cursor.

    Every filter but `q`, a search in names, is a field of the item that must be equal.
    """
    filters = query.model_dump(exclude={"limit", "cursor"}, exclude_none=True, mode="json")
    equal = {name: value for name, value in filters.items() if name != "q"}

    def keep(item: MemberT) -> bool:
        same = all(getattr(item, name) == value for name, value in equal.items())
        return same and rules.matches(item.name, query.q)

    return page(
        model,
        user_id,
        prefix,
        limit=query.limit,
        cursor=query.cursor,
        filters=filters,
        keep=keep if filters else None,
    )
