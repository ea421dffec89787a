"""/admin/users: find an account and see what it is and what was done to it"""

from typing import Final

from functions.api.routing import Access, Call, Reply, RouteTable
from lumiku.admin import schemas, view
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(Access.ADMIN)


@ROUTES.route(
    method="GET",
    path="/v1/admin/users",
    operation_id="findUsers",
    summary_id="Cari akun menurut surel",
    summary_en="Find accounts by address",
    query=schemas.UserQuery,
    out=schemas.UserList,
)
def find_users(call: Call[None, schemas.UserQuery]) -> Reply:
    return Reply(view.users(call.query.email, call.now))


@ROUTES.route(
    method="GET",
    path="/v1/admin/users/{user_id}",
    operation_id="getUser",
    summary_id="Lihat akun",
    summary_en="Get an account",
    out=schemas.User,
)
def get_user(call: Call) -> Reply:
    return Reply(view.user(call.id("user_id"), call.language, call.now))


@ROUTES.route(
    method="GET",
    path="/v1/admin/users/{user_id}/audit",
    operation_id="listAudit",
    summary_id="Catatan tindakan atas akun",
    summary_en="What was done to an account",
    query=PageQuery,
    out=schemas.AuditPage,
)
def list_audit(call: Call[None, PageQuery]) -> Reply:
    return Reply(view.audit_page(call.id("user_id"), call.query))
