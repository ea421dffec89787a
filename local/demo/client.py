"""The API as a merchant's client sees it: a token, JSON, uploads by presigned POST, polling."""

import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import httpx

from local.stack.problems import StackProblem
from local.stack.services import PLAIN

__all__ = ["Api", "Refused"]

Json = dict[str, Any]
_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".heic": "image/heic",
}
_FINISHED: Final = frozenset({"completed", "partially_completed", "failed", "cancelled"})
_POLL_SECONDS: Final = 0.25


class Refused(StackProblem):
    """The API answered with a problem document."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        is_problem = "json" in answer.headers.get("content-type", "")
        self.problem: Json = answer.json() if is_problem else {"detail": answer.text[:500]}
        request = answer.request
        super().__init__(
            f"{request.method} {request.url.path} was refused ({self.status}): "
            f"{self.problem.get('detail') or self.problem.get('message', '')}",
            details="\n".join(
                f"{error.get('pointer', '')}: {error.get('detail', '')}"
                for error in self.problem.get("errors", [])
            ),
        )


class Api:
    """One signed-in client. Every POST that creates carries an Idempotency-Key."""

    def __init__(self, url: str, token: str, language: str = "en") -> None:
        self._http = httpx.Client(
            base_url=f"{url}/v1",
            headers={"authorization": f"Bearer {token}", "accept-language": language},
            timeout=40,
            trust_env=False,
            verify=PLAIN,
        )
        self._files = httpx.Client(timeout=60, trust_env=False, verify=PLAIN)

    def __enter__(self) -> "Api":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()
        self._files.close()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The raw answer, whatever its status; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._http.request(method, path, json=body, headers=named)

    def get(self, path: str, **query: str | int) -> Json:
        return self._checked(self._http.get(path, params=query))

    def post(self, path: str, body: Any = None) -> Json:
        key = secrets.token_hex(16)
        return self._checked(self._http.post(path, json=body, headers={"idempotency-key": key}))

    def put(self, path: str) -> Json:
        return self._checked(self._http.put(path))

    def pages(self, path: str, **query: str | int) -> Iterator[Json]:
        """Every entry of a list, page after page."""
        cursor: str | None = None
        while True:
            step = {"cursor": cursor} if cursor else {}
            page = self.get(path, limit=100, **query, **step)
            yield from page["data"]
            if not (cursor := page["next_cursor"]):
                return

    def upload(self, kind: str, path: Path) -> Json:
        """Sends a picture and waits for its intake; a rejected one is a StackProblem."""
        ticket = self.ticket(kind, path)
        self.deliver(ticket, path)
        return self.ready(ticket["id"], path.name)

    def ticket(self, kind: str, path: Path) -> Json:
        return self.post(
            "/uploads",
            {
                "kind": kind,
                "filename": path.name,
                "content_type": _content_type(path),
                "size": path.stat().st_size,
            },
        )

    def deliver(self, ticket: Json, path: Path) -> None:
        """The browser's part: a multipart form with the ticket's fields and then the file."""
        answer = self._files.post(
            ticket["url"],
            data=ticket["fields"],
            files={"file": (path.name, path.read_bytes(), _content_type(path))},
        )
        if not answer.is_success:
            raise StackProblem(
                f"The upload of {path.name} was refused ({answer.status_code}).",
                details=answer.text[:500],
            )

    def ready(self, upload_id: str, name: str, seconds: float = 60) -> Json:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            upload = self.get(f"/uploads/{upload_id}")
            if upload["status"] == "ready":
                return upload
            if upload["status"] == "rejected":
                reason = upload["reason"] or {}
                raise StackProblem(f"{name} cannot be used: {reason.get('detail', 'no reason')}")
            time.sleep(_POLL_SECONDS)
        raise StackProblem(f"{name} was not ready within {seconds:.0f} seconds.")

    def follow(
        self,
        generation_id: str,
        progress: Callable[[Json], None] = lambda _: None,
        seconds: float = 600,
    ) -> Json:
        """Polls a batch until nothing of it runs any more and returns its last state."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            batch = self.get(f"/generations/{generation_id}")
            progress(batch)
            ended = batch["done"] + batch["failed"] + batch["cancelled"]
            if batch["status"] in _FINISHED and ended == batch["total"]:
                return batch
            time.sleep(_POLL_SECONDS)
        raise StackProblem(f"The batch {generation_id} was not finished in {seconds:.0f} seconds.")

    def follow_job(
        self,
        path: str,
        progress: Callable[[Json], None] = lambda _: None,
        seconds: float = 600,
    ) -> Json:
        """Polls a set of posters or an export until it has ended and returns its last state."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            job = self.get(path)
            progress(job)
            if job["status"] in _FINISHED:
                return job
            time.sleep(_POLL_SECONDS)
        raise StackProblem(f"{path} was not finished in {seconds:.0f} seconds.")

    def download(self, url: str) -> bytes:
        answer = self._files.get(url)
        answer.raise_for_status()
        return answer.content

    def _checked(self, answer: httpx.Response) -> Json:
        if not answer.is_success:
            raise Refused(answer)
        body: Json = answer.json() if answer.content else {}
        return body


def _content_type(path: Path) -> str:
    found = _TYPES.get(path.suffix.lower())
    if found is None:
        raise StackProblem(
            f"{path.name} is not a picture that Lumiku takes (JPEG, PNG, WebP, HEIC)."
        )
    return found
