"""/admin/pose-templates"""

from typing import Final

from functions.api.routes.admin.operator import operator
from functions.api.routing import WRITES, Access, Call, Reply, RouteTable
from lumiku.admin import library, schemas, view
from lumiku.errors import AlreadyDone
from lumiku.poses import view as poses

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(Access.ADMIN)


@ROUTES.route(
    method="PUT",
    path="/v1/admin/pose-templates/{template_id}/active",
    operation_id="setPose",
    summary_id="Pakai atau pensiunkan pose dengan tangan",
    summary_en="Use or retire a pose by hand",
    body=schemas.PoseIn,
    out=schemas.PoseOut,
    errors=WRITES,
)
def set_pose(call: Call[schemas.PoseIn]) -> Reply:
    card = library.set_pose(operator(call), call.id("template_id"), call.body, call.now)
    return Reply(view.pose_out(card))


@ROUTES.route(
    method="POST",
    path="/v1/admin/pose-templates",
    operation_id="addPose",
    summary_id="Tambah pose ke pustaka",
    summary_en="Add a pose to the library",
    body=schemas.NewPoseIn,
    out=poses.PoseTemplateDetail,
    status=201,
    creates=True,
    headers=("Location",),
    errors=(AlreadyDone, *WRITES),
)
def add_pose(call: Call[schemas.NewPoseIn]) -> Reply:
    template_id = library.add_pose(operator(call), call.body, call.claim, call.now)
    headers = {"Location": f"/v1/pose-templates/{template_id}"}
    return Reply(poses.detail(template_id, call.language), headers=headers)
