"""/generations"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.errors import (
    AccountSuspended,
    AlreadyDone,
    LimitReached,
    NotFound,
    NotReady,
    ReleaseMissing,
)
from lumiku.generations import service
from lumiku.generations.schemas import (
    Generation,
    GenerationIn,
    GenerationPage,
    GenerationQuery,
    Manifest,
)
from lumiku.poses.rules import PosesLacking

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/generations",
    operation_id="listGenerations",
    summary_id="Daftar batch foto",
    summary_en="List photo batches",
    query=GenerationQuery,
    out=GenerationPage,
)
def list_generations(call: Call[None, GenerationQuery]) -> Reply:
    return Reply(service.list_generations(call.user_id, call.query, call.language, call.now))


@ROUTES.route(
    method="POST",
    path="/v1/generations",
    operation_id="createGeneration",
    summary_id="Pesan batch foto",
    summary_en="Request a photo batch",
    body=GenerationIn,
    out=Generation,
    status=202,
    creates=True,
    headers=("Location", "Retry-After"),
    errors=(
        AccountSuspended,
        LimitReached,
        NotFound,
        NotReady,
        PosesLacking,
        ReleaseMissing,
        *WRITES,
    ),
)
def create(call: Call[GenerationIn]) -> Reply:
    """Reserves the photos and accepts the batch. What it needs of the brand kit, the avatars and
    the product is kept as it is now. Only photos that succeed are charged."""
    return _shown(call, service.admit(call.user_id, call.body, call.claim, call.now))


@ROUTES.route(
    method="GET",
    path="/v1/generations/{generation_id}",
    operation_id="getGeneration",
    summary_id="Kemajuan batch foto",
    summary_en="Progress of a photo batch",
    out=Generation,
    headers=("Location", "Retry-After"),
)
def get(call: Call) -> Reply:
    """Poll it, not more often than Retry-After says, until `finished_at` is there."""
    return _shown(call, call.id("generation_id"))


@ROUTES.route(
    method="POST",
    path="/v1/generations/{generation_id}/cancel",
    operation_id="cancelGeneration",
    summary_id="Batalkan batch foto",
    summary_en="Cancel a photo batch",
    out=Generation,
    headers=("Location", "Retry-After"),
    errors=(AlreadyDone, *WRITES),
)
def cancel(call: Call) -> Reply:
    """What was not begun is given back at once, what is on its way ends soon; finished photos stay.
    The same twice changes nothing."""
    service.cancel(call.user_id, call.id("generation_id"), call.now)
    return _shown(call, call.id("generation_id"))


@ROUTES.route(
    method="POST",
    path="/v1/generations/{generation_id}/retry",
    operation_id="retryGeneration",
    summary_id="Ulangi foto yang gagal",
    summary_en="Try the failed photos again",
    out=Generation,
    status=202,
    creates=True,
    headers=("Location", "Retry-After"),
    errors=(AccountSuspended, AlreadyDone, LimitReached, NotReady, ReleaseMissing, *WRITES),
)
def retry(call: Call) -> Reply:
    """Makes a new batch of the failed photos, with other seeds. A batch can be tried again once,
    after it has ended."""
    again = service.retry(call.user_id, call.id("generation_id"), call.claim, call.now)
    return _shown(call, again)


def _shown(call: Call[GenerationIn] | Call, generation_id: str) -> Reply:
    batch = service.view(call.user_id, generation_id, call.language, call.now)
    headers = {
        "Location": f"/v1/generations/{batch.id}",
        "Retry-After": str(service.retry_after(batch)),
    }
    return Reply(batch, headers=headers)


@ROUTES.route(
    method="GET",
    path="/v1/generations/{generation_id}/manifest",
    operation_id="getManifest",
    summary_id="Manifes untuk membuat ulang batch",
    summary_en="The manifest that makes a batch reproducible",
    out=Manifest,
)
def manifest(call: Call) -> Reply:
    return Reply(service.manifest(call.user_id, call.id("generation_id")))
