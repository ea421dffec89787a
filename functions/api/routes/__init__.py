"""The route table: every address of the API, one file per resource."""

from typing import Final

from functions.api.routes import (
    account,
    admin,
    avatars,
    billing,
    exports,
    fair_use,
    generations,
    kits,
    pose_templates,
    poses,
    poster_sets,
    poster_templates,
    posters,
    products,
    projects,
    system,
    unsubscribe,
    uploads,
    usage,
)
from functions.api.routing import AnyRoute

__all__ = ["ROUTES"]

ROUTES: Final[tuple[AnyRoute, ...]] = (
    *system.ROUTES,
    *kits.ROUTES,
    *uploads.ROUTES,
    *avatars.ROUTES,
    *products.ROUTES,
    *projects.ROUTES,
    *pose_templates.ROUTES,
    *generations.ROUTES,
    *poses.ROUTES,
    *poster_templates.ROUTES,
    *posters.ROUTES,
    *poster_sets.ROUTES,
    *exports.ROUTES,
    *usage.ROUTES,
    *fair_use.ROUTES,
    *billing.ROUTES,
    *unsubscribe.ROUTES,
    *account.ROUTES,
    *admin.ROUTES,
)
