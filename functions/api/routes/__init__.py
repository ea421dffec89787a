"""The route table: every address of the API, one file per resource."""

from typing import Final

from functions.api.routes import (
    admin,
    avatars,
    billing,
    exports,
    fair_use,
    generations,
    kits,
    mails,
    pose_templates,
    posters,
    products,
    projects,
    system,
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
    *posters.ROUTES,
    *exports.ROUTES,
    *usage.ROUTES,
    *fair_use.ROUTES,
    *billing.ROUTES,
    *mails.ROUTES,
    *admin.ROUTES,
)
