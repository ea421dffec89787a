"""The console's pages to which mails and payments lead: one place for their addresses."""

from enum import StrEnum

from lumiku.settings import settings

__all__ = ["Page", "page_url"]


class Page(StrEnum):
    """A page by its place behind `#/`; the built-in page of the local stack answers each."""

    PLANS = "plans"
    USAGE = "usage"
    PHOTOS = "photos"  # batches, the ones that lose pictures soon first
    BATCH = "batch"  # of an id
    ORDER = "order"  # of an id


def page_url(page: Page, of: str = "") -> str:
    """Where a page is, or the page of one thing."""
    return f"{settings().public_url}/#/{page}{f'/{of}' if of else ''}"
