"""/poses: the pictures of batches"""

from typing import Final

from functions.api.routing import Call, Reply, RouteTable
from lumiku.generations import service
from lumiku.generations.schemas import Pose, PosePage, PosePatch
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/generations/{generation_id}/poses",
    operation_id="listPoses",
    summary_id="Foto dari satu batch",
    summary_en="The photos of a batch",
    query=PageQuery,
    out=PosePage,
)
def list_poses(call: Call[None, PageQuery]) -> Reply:
    """What has ended; photos that were cancelled are left out."""
    return Reply(service.list_poses(call.user_id, call.id("generation_id"), call.query))


@ROUTES.route(
    method="GET",
    path="/v1/poses/{pose_id}",
    operation_id="getPose",
    summary_id="Lihat foto",
    summary_en="Get a photo",
    out=Pose,
)
def get_pose(call: Call) -> Reply:
    return Reply(service.pose(call.user_id, call.id("pose_id")))


@ROUTES.route(
    method="PATCH",
    path="/v1/poses/{pose_id}",
    operation_id="judgePose",
    summary_id="Nilai, favoritkan, atau tolak foto",
    summary_en="Rate, favour or reject a photo",
    body=PosePatch,
    out=Pose,
)
def judge(call: Call[PosePatch]) -> Reply:
    return Reply(service.judge(call.user_id, call.id("pose_id"), call.body))
