"""/admin/users/{user_id}: what operators do to an account; each answers what it is then"""

from typing import Any, Final

from functions.api.routes.admin.operator import operator
from functions.api.routing import WRITES, Access, Call, Reply, RouteTable
from lumiku.admin import schemas, service, view
from lumiku.errors import AlreadyDone, NoticeMissing

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(Access.ADMIN)


@ROUTES.route(
    method="PUT",
    path="/v1/admin/users/{user_id}/plan",
    operation_id="setPlan",
    summary_id="Tetapkan paket",
    summary_en="Put an account on a plan",
    body=schemas.PlanIn,
    out=schemas.UserSummary,
    errors=WRITES,
)
def set_plan(call: Call[schemas.PlanIn]) -> Reply:
    service.set_plan(operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


@ROUTES.route(
    method="PUT",
    path="/v1/admin/users/{user_id}/throttle-override",
    operation_id="setThrottleOverride",
    summary_id="Atur antrean dengan tangan sampai suatu saat",
    summary_en="Overrule the throttling until a moment",
    body=schemas.OverrideIn,
    out=schemas.UserSummary,
    errors=WRITES,
)
def set_override(call: Call[schemas.OverrideIn]) -> Reply:
    service.set_override(operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


@ROUTES.route(
    method="DELETE",
    path="/v1/admin/users/{user_id}/throttle-override",
    operation_id="endThrottleOverride",
    summary_id="Akhiri pengaturan antrean dengan tangan",
    summary_en="Let the policy decide again",
    out=schemas.UserSummary,
    errors=WRITES,
)
def end_override(call: Call) -> Reply:
    service.end_override(operator(call), call.id("user_id"), call.now)
    return _shown(call)


@ROUTES.route(
    method="POST",
    path="/v1/admin/users/{user_id}/notice",
    operation_id="giveNotice",
    summary_id="Beri tahu sebelum penangguhan",
    summary_en="Announce a suspension",
    body=schemas.NoticeIn,
    out=schemas.UserSummary,
    errors=(AlreadyDone, *WRITES),
)
def give_notice(call: Call[schemas.NoticeIn]) -> Reply:
    service.give_notice(operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


@ROUTES.route(
    method="POST",
    path="/v1/admin/users/{user_id}/suspend",
    operation_id="suspendUser",
    summary_id="Tangguhkan akun setelah pemberitahuan",
    summary_en="Suspend an account after a notice",
    body=schemas.ReasonIn,
    out=schemas.UserSummary,
    errors=(AlreadyDone, NoticeMissing, *WRITES),
)
def suspend(call: Call[schemas.ReasonIn]) -> Reply:
    service.suspend(operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


@ROUTES.route(
    method="POST",
    path="/v1/admin/users/{user_id}/reinstate",
    operation_id="reinstateUser",
    summary_id="Aktifkan kembali akun",
    summary_en="Reinstate an account",
    body=schemas.ReasonIn,
    out=schemas.UserSummary,
    errors=(AlreadyDone, *WRITES),
)
def reinstate(call: Call[schemas.ReasonIn]) -> Reply:
    service.reinstate(operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


def _shown(call: Call[Any, Any]) -> Reply:
    return Reply(view.summary(call.id("user_id"), call.now))
