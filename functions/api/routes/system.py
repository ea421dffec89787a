"""Open addresses: health, the OpenAPI document and the plan table."""

from typing import Final, Literal

from functions.api import openapi
from functions.api.routing import Access, Call, Reply, RouteTable
from lumiku.accounts import schemas
from lumiku.schemas import Out

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


class Health(Out):
    """That the service answers."""

    status: Literal["ok"]
    """Always `ok`."""


@ROUTES.route(
    method="GET",
    path="/v1/health",
    operation_id="getHealth",
    summary_id="Apakah layanan hidup",
    summary_en="Whether the service is alive",
    out=Health,
    access=Access.OPEN,
)
def health(_: Call) -> Reply:
    """Says that the process answers; it asks no other service."""
    return Reply(Health(status="ok"))


@ROUTES.route(
    method="GET",
    path="/v1/openapi.json",
    operation_id="getOpenapi",
    summary_id="Dokumen ini",
    summary_en="This document",
    access=Access.OPEN,
)
def document(_: Call) -> Reply:
    return Reply(content=openapi.document(), headers={"Cache-Control": "public, max-age=300"})


@ROUTES.route(
    method="GET",
    path="/v1/plans",
    operation_id="listPlans",
    summary_id="Tabel paket",
    summary_en="The plan table",
    out=schemas.PlanTable,
    access=Access.OPEN,
)
def plans(_: Call) -> Reply:
    return Reply(schemas.plan_table(), headers={"Cache-Control": "public, max-age=300"})
