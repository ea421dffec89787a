"""Who acts: the operator behind a call, for the audit."""

from typing import Any

from functions.api.routing import Call
from lumiku.admin.audit import Operator

__all__ = ["operator"]


def operator(call: Call[Any, Any]) -> Operator:
    return Operator(call.user.user_id, call.user.email, call.request_id)
