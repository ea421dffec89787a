"""/admin: what operators see and do. To everybody else these addresses do not exist."""

from typing import Final

from functions.api.routes.admin import acts, alerts, overview, poses, users

__all__ = ["ROUTES"]

ROUTES: Final = (
    *alerts.ROUTES,
    *users.ROUTES,
    *acts.ROUTES,
    *poses.ROUTES,
    *overview.ROUTES,
)
