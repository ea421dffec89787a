"""The facts that problems carry beside their common fields, by error."""

from typing import Any, Final

from lumiku.accounts.policy import Tier
from lumiku.errors import (
    NOUNS,
    AccountSuspended,
    AlreadyDone,
    BodyTooLarge,
    InUse,
    LimitReached,
    LumikuError,
    NotFound,
    NoticeMissing,
    NotReady,
    RejectedImage,
    ReleaseMissing,
    StaleVersion,
    TemplateNotIncluded,
)

__all__ = ["FACTS"]


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _number(description: str) -> dict[str, Any]:
    return {"type": "integer", "description": description}


def _plan(description: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(Tier), "description": description}


_KIND: Final = {
    "type": "string",
    "enum": sorted(NOUNS),
    "description": "What kind of thing is meant.",
}
# Error -> fact -> the schema of the field beside those of `Problem`.
FACTS: Final[dict[type[LumikuError], dict[str, Any]]] = {
    AccountSuspended: {"since": {**_text("The day (WIB) of the suspension."), "format": "date"}},
    AlreadyDone: {"kind": _KIND, "state": _text("The state that it is in already.")},
    BodyTooLarge: {"limit_kb": _number("The most that a body may have, in KB (1,024 bytes).")},
    InUse: {"kind": _KIND},
    LimitReached: {
        "limit_of": {
            "type": "string",
            "enum": ["avatars", "brand_kits", "poses_per_month"],
            "description": "What is limited.",
        },
        "limit": _number("How many of it the plan includes."),
        "remaining": _number("How many of them are left."),
        "plan": _plan("The plan that holds now."),
        "suggested_plan": {
            **_plan("The next larger plan; null where there is none."),
            "type": ["string", "null"],
            "enum": [*Tier, None],
        },
    },
    NotFound: {"kind": _KIND},
    NotReady: {"kind": _KIND, "state": _text("The state that it is in, such as `waiting`.")},
    NoticeMissing: {
        "hours": _number("How many hours ahead a suspension must be announced."),
        "earliest": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "When it may be done; null while nothing was announced.",
        },
    },
    RejectedImage: {"reason": _text("A code for what is wrong with the picture.")},
    ReleaseMissing: {"name": _text("The name of the avatar.")},
    StaleVersion: {"kind": _KIND},
    TemplateNotIncluded: {
        "template": _text("The template's name."),
        "plan": _plan("The plan that holds now."),
        "suggested_plan": _plan("The smallest plan that includes the template."),
    },
}
