"""/admin: what operators see and do. To everybody else these addresses do not exist."""

from typing import Any, Final

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


def set_plan(call: Call[schemas.PlanIn, None]) -> Reply:
    service.set_plan(_operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


def set_override(call: Call[schemas.OverrideIn, None]) -> Reply:
    service.set_override(_operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


def end_override(call: Call[None, None]) -> Reply:
    service.end_override(_operator(call), call.id("user_id"), call.now)
    return _shown(call)


def give_notice(call: Call[schemas.NoticeIn, None]) -> Reply:
    service.give_notice(_operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


def suspend(call: Call[schemas.ReasonIn, None]) -> Reply:
    service.suspend(_operator(call), call.id("user_id"), call.body, call.now)
    return _shown(call)


def reinstate(call: Call[schemas.ReasonIn, None]) -> Reply:
    service.reinstate(_operator(call), call.id("user_id"), call.body, call.now)
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
    Route(
        "GET",
        _ALERTS,
        "listUsageAlerts",
        list_alerts,
        "Antrean peringatan pemakaian",
        "The queue of usage alerts",
        query=schemas.AlertQuery,
        out=schemas.AlertPage,
        access=Access.ADMIN,
    ),
    Route(
        "POST",
        _ALERTS + "/{alert_id}/resolve",
        "resolveUsageAlert",
        resolve,
        "Selesaikan peringatan",
        "Resolve a usage alert",
        body=schemas.ResolveIn,
        out=schemas.AlertOut,
        access=Access.ADMIN,
    ),
    Route(
        "GET",
        _USERS,
        "findUsers",
        find_users,
        "Cari akun menurut surel",
        "Find accounts by address",
        query=schemas.UserQuery,
        out=schemas.UserList,
        access=Access.ADMIN,
    ),
    Route(
        "GET",
        _USER,
        "getUser",
        get_user,
        "Lihat akun",
        "Get an account",
        out=schemas.User,
        access=Access.ADMIN,
    ),
    Route(
        "GET",
        _USER + "/audit",
        "listAudit",
        list_audit,
        "Catatan tindakan atas akun",
        "What was done to an account",
        query=PageQuery,
        out=schemas.AuditPage,
        access=Access.ADMIN,
    ),
    Route(
        "PUT",
        _USER + "/plan",
        "setPlan",
        set_plan,
        "Tetapkan paket",
        "Put an account on a plan",
        body=schemas.PlanIn,
        out=schemas.UserSummary,
        access=Access.ADMIN,
    ),
    Route(
        "PUT",
        _USER + "/throttle-override",
        "setThrottleOverride",
        set_override,
        "Atur antrean dengan tangan sampai suatu saat",
        "Overrule the throttling until a moment",
        body=schemas.OverrideIn,
        out=schemas.UserSummary,
        access=Access.ADMIN,
    ),
    Route(
        "DELETE",
        _USER + "/throttle-override",
        "endThrottleOverride",
        end_override,
        "Akhiri pengaturan antrean dengan tangan",
        "Let the policy decide again",
        out=schemas.UserSummary,
        access=Access.ADMIN,
    ),
    Route(
        "POST",
        _USER + "/notice",
        "giveNotice",
        give_notice,
        "Beri tahu sebelum penangguhan",
        "Announce a suspension",
        body=schemas.NoticeIn,
        out=schemas.UserSummary,
        access=Access.ADMIN,
    ),
    Route(
        "POST",
        _USER + "/suspend",
        "suspendUser",
        suspend,
        "Tangguhkan akun setelah pemberitahuan",
        "Suspend an account after a notice",
        body=schemas.ReasonIn,
        out=schemas.UserSummary,
        access=Access.ADMIN,
    ),
    Route(
        "POST",
        _USER + "/reinstate",
        "reinstateUser",
        reinstate,
        "Aktifkan kembali akun",
        "Reinstate an account",
        body=schemas.ReasonIn,
        out=schemas.UserSummary,
        access=Access.ADMIN,
    ),
    Route(
        "PUT",
        "/v1/admin/pose-templates/{template_id}/active",
        "setPose",
        set_pose,
        "Pakai atau pensiunkan pose dengan tangan",
        "Use or retire a pose by hand",
        body=schemas.PoseIn,
        out=schemas.PoseOut,
        access=Access.ADMIN,
    ),
    Route(
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
        access=Access.ADMIN,
    ),
    Route(
        "GET",
        "/v1/admin/queues",
        "getQueues",
        queues,
        "Pekerjaan yang sedang berjalan",
        "The work under way",
        out=schemas.Queues,
        access=Access.ADMIN,
    ),
    Route(
        "GET",
        "/v1/admin/margins",
        "getMargins",
        margins,
        "Biaya terukur dibanding harga bulan ini",
        "Measured cost next to price this month",
        out=schemas.Margins,
        access=Access.ADMIN,
    ),
    Route(
        "GET",
        "/v1/admin/openapi.json",
        "getAdminOpenapi",
        document,
        "Dokumen seluruh API",
        "The document of the whole API",
        access=Access.ADMIN,
    ),
)
