"""Who asks for posters and exports, as their services take it."""

from typing import Any

from functions.api.routing import Call
from lumiku.posters.service import Caller

__all__ = ["caller", "orderer"]


def caller(call: Call[Any, Any]) -> Caller:
    return Caller(call.user_id, call.account.tier_at(call.now), call.language, call.now)


def orderer(call: Call[Any, Any]) -> Caller:
    """Who asks for work: a suspended account may look but not order."""
    call.account.require_active()
    return caller(call)
