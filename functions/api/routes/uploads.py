"""/uploads"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.catalog.schemas import Upload, UploadIn, UploadTicket
from lumiku.catalog.service import uploads

__all__ = ["ROUTES"]


def create(call: Call[UploadIn, None]) -> Reply:
    ticket = uploads.request(call.user_id, call.body, call.claim, call.now)
    return Reply(ticket, headers={"Location": f"/v1/uploads/{ticket.id}"})


def get(call: Call[None, None]) -> Reply:
    upload = uploads.get(call.user_id, call.id("upload_id"), call.language, call.now)
    waits = {"Retry-After": "1"} if upload.status == uploads.Status.WAITING else {}
    return Reply(upload, headers=waits)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "POST",
        "/v1/uploads",
        "createUpload",
        create,
        "Minta formulir unggah untuk satu gambar",
        "Ask for the form that uploads one picture",
        body=UploadIn,
        out=UploadTicket,
        status=201,
        creates=True,
    ),
    Route(
        "GET",
        "/v1/uploads/{upload_id}",
        "getUpload",
        get,
        "Lihat keadaan unggahan",
        "Get an upload's state",
        out=Upload,
    ),
)
