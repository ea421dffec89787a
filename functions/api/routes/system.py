"""Open addresses: health, the OpenAPI document and the plan table."""

from typing import Final

from functions.api import openapi
from functions.api.routing import Access, AnyRoute, Call, Reply, Route
from lumiku.accounts import schemas
from lumiku.schemas import Out

__all__ = ["ROUTES"]


class Health(Out):
    status: str


def health(_: Call[None, None]) -> Reply:
    """Says that the process answers; it asks no other service, so that it cannot lie about us."""
    return Reply(Health(status="ok"))


def document(_: Call[None, None]) -> Reply:
    return Reply(content=openapi.document(), headers={"Cache-Control": "public, max-age=300"})


def plans(_: Call[None, None]) -> Reply:
    return Reply(schemas.plan_table(), headers={"Cache-Control": "public, max-age=300"})


ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        "/v1/health",
        "getHealth",
        health,
        "Apakah layanan hidup",
        "Whether the service is alive",
        out=Health,
        access=Access.OPEN,
    ),
    Route(
        "GET",
        "/v1/openapi.json",
        "getOpenapi",
        document,
        "Dokumen ini",
        "This document",
        access=Access.OPEN,
    ),
    Route(
        "GET",
        "/v1/plans",
        "listPlans",
        plans,
        "Tabel paket",
        "The plan table",
        out=schemas.PlanTable,
        access=Access.OPEN,
    ),
)
