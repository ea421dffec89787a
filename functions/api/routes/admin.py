"""/admin: what operators see and do. To everybody else these addresses do not exist."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from functions.api import openapi
from functions.api.routing import Access, AnyRoute, Call, Reply, Route
from lumiku.admin import library, schemas, service, view
from lumiku.admin.audit import Operator
from lumiku.poses import view as poses
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]

_ALERTS: Final = "/v1/admin/usage-alerts"
_USERS: Final = "/v1/admin/users"
_USER: Final = "/v1/admin/users/{user_id}"

BodyT = TypeVar("BodyT")
_route: Final = partial(Route[Any, Any], access=Access.ADMIN)


def _operator(call: Call[Any, Any]) -> Operator:
    return Operator(call.user.user_id, call.user.email, call.request_id)


def list_alerts(call: Call[None, schemas.AlertQuery]) -> Reply:
    return Reply(view.list_alerts(call.query))


def resolve(call: Call[schemas.ResolveIn, None]) -> Reply:
    alert = service.resolve(_operator(call), call.id("alert_id"), call.body, call.now)
    return Reply(view.alert_out(alert))


def find_users(call: Call[None, schemas.UserQuery]) -> Reply:
    return Reply(view.users(call.query.email, call.now))


def get_user(call: Call[None, None]) -> Reply:
    return Reply(view.user(call.id("user_id"), call.language, call.now))


def list_audit(call: Call[None, PageQuery]) -> Reply:
    return Reply(view.audit_page(call.id("user_id"), call.query))


def _acting(
    act: Callable[[Operator, str, BodyT, datetime], None],
) -> Callable[[Call[BodyT, None]], Reply]:
    """A route's function that does something to an account and shows what it is now."""

    def run(call: Call[BodyT, None]) -> Reply:
        act(_operator(call), call.id("user_id"), call.body, call.now)
        return _shown(call)

    return run


def end_override(call: Call[None, None]) -> Reply:
    service.end_override(_operator(call), call.id("user_id"), call.now)
    return _shown(call)


def _shown(call: Call[Any, Any]) -> Reply:
    return Reply(view.summary(call.id("user_id"), call.now))


def set_pose(call: Call[schemas.PoseIn, None]) -> Reply:
    card = library.set_pose(_operator(call), call.id("template_id"), call.body, call.now)
    return Reply(view.pose_out(card))


def add_pose(call: Call[schemas.NewPoseIn, None]) -> Reply:
    template_id = library.add_pose(_operator(call), call.body, call.claim, call.now)
    return Reply(
        poses.detail(template_id, call.language),
        status=201,
        headers={"Location": f"/v1/pose-templates/{template_id}"},
    )


def queues(call: Call[None, None]) -> Reply:
    return Reply(view.queues(call.now))


def margins(call: Call[None, None]) -> Reply:
    return Reply(view.margins(call.now))


def document(_: Call[None, None]) -> Reply:
    return Reply(content=openapi.document(operators=True))


ROUTES: Final[tuple[AnyRoute, ...]] = (
    _route(
        "GET",
        _ALERTS,
        "listUsageAlerts",
        list_alerts,
        "Antrean peringatan pemakaian",
        "The queue of usage alerts",
        query=schemas.AlertQuery,
        out=schemas.AlertPage,
    ),
    _route(
        "POST",
        _ALERTS + "/{alert_id}/resolve",
        "resolveUsageAlert",
        resolve,
        "Selesaikan peringatan",
        "Resolve a usage alert",
        body=schemas.ResolveIn,
        out=schemas.AlertOut,
    ),
    _route(
        "GET",
        _USERS,
        "findUsers",
        find_users,
        "Cari akun menurut surel",
        "Find accounts by address",
        query=schemas.UserQuery,
        out=schemas.UserList,
    ),
    _route(
        "GET",
        _USER,
        "getUser",
        get_user,
        "Lihat akun",
        "Get an account",
        out=schemas.User,
    ),
    _route(
        "GET",
        _USER + "/audit",
        "listAudit",
        list_audit,
        "Catatan tindakan atas akun",
        "What was done to an account",
        query=PageQuery,
        out=schemas.AuditPage,
    ),
    _route(
        "PUT",
        _USER + "/plan",
        "setPlan",
        _acting(service.set_plan),
        "Tetapkan paket",
        "Put an account on a plan",
        body=schemas.PlanIn,
        out=schemas.UserSummary,
    ),
    _route(
        "PUT",
        _USER + "/throttle-override",
        "setThrottleOverride",
        _acting(service.set_override),
        "Atur antrean dengan tangan sampai suatu saat",
        "Overrule the throttling until a moment",
        body=schemas.OverrideIn,
        out=schemas.UserSummary,
    ),
    _route(
        "DELETE",
        _USER + "/throttle-override",
        "endThrottleOverride",
        end_override,
        "Akhiri pengaturan antrean dengan tangan",
        "Let the policy decide again",
        out=schemas.UserSummary,
    ),
    _route(
        "POST",
        _USER + "/notice",
        "giveNotice",
        _acting(service.give_notice),
        "Beri tahu sebelum penangguhan",
        "Announce a suspension",
        body=schemas.NoticeIn,
        out=schemas.UserSummary,
    ),
    _route(
        "POST",
        _USER + "/suspend",
        "suspendUser",
        _acting(service.suspend),
        "Tangguhkan akun setelah pemberitahuan",
        "Suspend an account after a notice",
        body=schemas.ReasonIn,
        out=schemas.UserSummary,
    ),
    _route(
        "POST",
        _USER + "/reinstate",
        "reinstateUser",
        _acting(service.reinstate),
        "Aktifkan kembali akun",
        "Reinstate an account",
        body=schemas.ReasonIn,
        out=schemas.UserSummary,
    ),
    _route(
        "PUT",
        "/v1/admin/pose-templates/{template_id}/active",
        "setPose",
        set_pose,
        "Pakai atau pensiunkan pose dengan tangan",
        "Use or retire a pose by hand",
        body=schemas.PoseIn,
        out=schemas.PoseOut,
    ),
    _route(
        "POST",
        "/v1/admin/pose-templates",
        "addPose",
        add_pose,
        "Tambah pose ke pustaka",
        "Add a pose to the library",
        body=schemas.NewPoseIn,
        out=poses.PoseTemplateDetail,
        status=201,
        creates=True,
    ),
    _route(
        "GET",
        "/v1/admin/queues",
        "getQueues",
        queues,
        "Pekerjaan yang sedang berjalan",
        "The work under way",
        out=schemas.Queues,
    ),
    _route(
        "GET",
        "/v1/admin/margins",
        "getMargins",
        margins,
        "Biaya terukur dibanding harga bulan ini",
        "Measured cost next to price this month",
        out=schemas.Margins,
    ),
    _route(
        "GET",
        "/v1/admin/openapi.json",
        "getAdminOpenapi",
        document,
        "Dokumen seluruh API",
        "The document of the whole API",
    ),
)
