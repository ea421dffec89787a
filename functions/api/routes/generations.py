"""/generations and /poses"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.generations import service
from lumiku.generations.schemas import (
    Generation,
    GenerationIn,
    GenerationPage,
    GenerationQuery,
    Manifest,
    Pose,
    PosePage,
    PosePatch,
)
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]


def list_generations(call: Call[None, GenerationQuery]) -> Reply:
    return Reply(service.list_generations(call.user_id, call.query, call.language, call.now))


def create(call: Call[GenerationIn, None]) -> Reply:
    return _shown(call, service.admit(call.user_id, call.body, call.claim, call.now))


def get(call: Call[None, None]) -> Reply:
    return _shown(call, call.id("generation_id"))


def cancel(call: Call[None, None]) -> Reply:
    service.cancel(call.user_id, call.id("generation_id"), call.now)
    return _shown(call, call.id("generation_id"))


def retry(call: Call[None, None]) -> Reply:
    again = service.retry(call.user_id, call.id("generation_id"), call.claim, call.now)
    return _shown(call, again)


def _shown(call: Call[GenerationIn, None] | Call[None, None], generation_id: str) -> Reply:
    batch = service.view(call.user_id, generation_id, call.language, call.now)
    headers = {
        "Location": f"/v1/generations/{batch.id}",
        "Retry-After": str(service.retry_after(batch)),
    }
    return Reply(batch, headers=headers)


def list_poses(call: Call[None, PageQuery]) -> Reply:
    return Reply(service.list_poses(call.user_id, call.id("generation_id"), call.query))


def manifest(call: Call[None, None]) -> Reply:
    return Reply(service.manifest(call.user_id, call.id("generation_id")))


def get_pose(call: Call[None, None]) -> Reply:
    return Reply(service.pose(call.user_id, call.id("pose_id")))


def judge(call: Call[PosePatch, None]) -> Reply:
    return Reply(service.judge(call.user_id, call.id("pose_id"), call.body))


_ALL: Final = "/v1/generations"
_ONE: Final = "/v1/generations/{generation_id}"
_POSE: Final = "/v1/poses/{pose_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        _ALL,
        "listGenerations",
        list_generations,
        "Daftar batch foto",
        "List photo batches",
        query=GenerationQuery,
        out=GenerationPage,
    ),
    Route(
        "POST",
        _ALL,
        "createGeneration",
        create,
        "Pesan batch foto",
        "Request a photo batch",
        body=GenerationIn,
        out=Generation,
        status=202,
        creates=True,
    ),
    Route(
        "GET",
        _ONE,
        "getGeneration",
        get,
        "Kemajuan batch foto",
        "Progress of a photo batch",
        out=Generation,
    ),
    Route(
        "GET",
        f"{_ONE}/poses",
        "listPoses",
        list_poses,
        "Foto dari satu batch",
        "The photos of a batch",
        query=PageQuery,
        out=PosePage,
    ),
    Route(
        "GET",
        f"{_ONE}/manifest",
        "getManifest",
        manifest,
        "Manifes untuk membuat ulang batch",
        "The manifest that makes a batch reproducible",
        out=Manifest,
    ),
    Route(
        "POST",
        f"{_ONE}/cancel",
        "cancelGeneration",
        cancel,
        "Batalkan batch foto",
        "Cancel a photo batch",
        out=Generation,
    ),
    Route(
        "POST",
        f"{_ONE}/retry",
        "retryGeneration",
        retry,
        "Ulangi foto yang gagal",
        "Try the failed photos again",
        out=Generation,
        status=202,
        creates=True,
    ),
    Route("GET", _POSE, "getPose", get_pose, "Lihat foto", "Get a photo", out=Pose),
    Route(
        "PATCH",
        _POSE,
        "judgePose",
        judge,
        "Nilai, favoritkan, atau tolak foto",
        "Rate, favour or reject a photo",
        body=PosePatch,
        out=Pose,
    ),
)
