"""Moves the functions of a running stack into another hour, so that a month passes in minutes."""

from datetime import UTC, datetime
from typing import Final

from local.stack.simulator import Clients

__all__ = ["live_at"]

_AHEAD: Final = "LUMIKU_CLOCK_AHEAD"


def live_at(clients: Clients, outputs: dict[str, str], moment: datetime) -> None:
    """From now on it is this moment for every function. Only forward: what lies in the future of
    a clock that went back would wait for it."""
    ahead = int((moment - datetime.now(UTC)).total_seconds())
    for name in (value for key, value in outputs.items() if key.endswith("Function")):
        told = clients.functions.get_function_configuration(FunctionName=name)
        known = told["Environment"]["Variables"]
        clients.functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": {**known, _AHEAD: str(ahead)}}
        )
