"""/uploads"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.catalog.schemas import Upload, UploadIn, UploadStatus, UploadTicket
from lumiku.catalog.service import uploads

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="POST",
    path="/v1/uploads",
    operation_id="createUpload",
    summary_id="Minta formulir unggah untuk satu gambar",
    summary_en="Ask for the form that uploads one picture",
    body=UploadIn,
    out=UploadTicket,
    status=201,
    creates=True,
    headers=("Location",),
    errors=WRITES,
)
def create(call: Call[UploadIn]) -> Reply:
    """Post the file to `url` as a multipart form: all `fields`, then the file as `file`. Then poll
    the upload: within seconds it is ready to be used, or rejected with the reason."""
    ticket = uploads.request(call.user_id, call.body, call.claim, call.now)
    return Reply(ticket, headers={"Location": f"/v1/uploads/{ticket.id}"})


@ROUTES.route(
    method="GET",
    path="/v1/uploads/{upload_id}",
    operation_id="getUpload",
    summary_id="Lihat keadaan unggahan",
    summary_en="Get an upload's state",
    out=Upload,
    headers=("Retry-After",),
)
def get(call: Call) -> Reply:
    upload = uploads.get(call.user_id, call.id("upload_id"), call.language, call.now)
    waits = {"Retry-After": "1"} if upload.status == UploadStatus.WAITING else {}
    return Reply(upload, headers=waits)
