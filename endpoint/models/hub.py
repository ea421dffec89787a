"""The hub's HTTP API: what a revision holds, and its files, checked against their hashes."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

__all__ = ["Hub", "HubError", "RemoteFile"]

REVISION: Final = re.compile(r"^[0-9a-f]{40}$")
Progress = Callable[[str, int, int], None]  # file, bytes so far, bytes in all


class HubError(RuntimeError):
    """The hub did not give what was asked for: {reason}."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of a revision. Large ones have a SHA-256, small ones git's own blob hash."""

    path: str
    size: int
    sha256: str | None
    blob: str | None

    def check(self, path: Path) -> str:
        """The file's SHA-256. Raises HubError if its content is not the revision's."""
        sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {self.size}\0".encode())  # noqa: S324
        with path.open("rb") as opened:
            while part := opened.read(1 << 20):
                sha256.update(part)
                blob.update(part)
        expected = self.sha256 or self.blob
        found = sha256.hexdigest() if self.sha256 else blob.hexdigest()
        if expected is None or found != expected:
            raise HubError(f"{self.path} has hash {found}, the hub says {expected}")
        return sha256.hexdigest()


class Hub:
    """Only https (but for a test's own server), only by pinned revisions."""

    def __init__(
        self,
        base: str = "https://huggingface.co",
        token: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(
            base_url=base, headers=headers, timeout=60, transport=transport, follow_redirects=True
        )

    def latest(self, repo: str) -> str:
        """The commit that `main` stands at now."""
        found = self._json(f"/api/models/{repo}/revision/main").get("sha")
        if not isinstance(found, str) or not REVISION.match(found):
            raise HubError(f"{repo}: no commit in the hub's answer")
        return found

    def files(self, repo: str, revision: str) -> dict[str, RemoteFile]:
        """Every file of a revision, by path."""
        if not REVISION.match(revision):
            raise HubError(f"{repo}: {revision!r} is not a commit; only commits are pinned")
        content = self._json(f"/api/models/{repo}/revision/{revision}?blobs=true")
        if content.get("sha") != revision:
            raise HubError(f"{repo}: the hub answered for another revision")
        found = {}
        for each in content.get("siblings", []):
            large = each.get("lfs") or {}
            found[str(each["rfilename"])] = RemoteFile(
                path=str(each["rfilename"]),
                size=int(large.get("size") or each.get("size") or 0),
                sha256=large.get("sha256"),
                blob=each.get("blobId"),
            )
        return found

    def fetch(
        self, repo: str, revision: str, file: RemoteFile, to: Path, progress: Progress
    ) -> str:
        """Download a file beside its place, check it, then put it there; returns its SHA-256."""
        to.parent.mkdir(parents=True, exist_ok=True)
        part = to.with_name(to.name + ".part")
        url = f"/{repo}/resolve/{revision}/{file.path}"
        try:
            with self._client.stream("GET", url) as answer, part.open("wb") as out:
                if answer.status_code != 200:
                    raise HubError(f"{repo}/{file.path}: {answer.status_code}")
                done = 0
                for piece in answer.iter_bytes(1 << 20):
                    done += len(piece)
                    if done > file.size:
                        raise HubError(f"{repo}/{file.path} is longer than the hub says")
                    out.write(piece)
                    progress(file.path, done, file.size)
            found = file.check(part)
            part.replace(to)
        except httpx.HTTPError as error:
            raise HubError(f"{repo}/{file.path}: {type(error).__name__}") from error
        finally:
            part.unlink(missing_ok=True)
        return found

    def _json(self, url: str) -> dict[str, Any]:
        try:
            answer = self._client.get(url)
            found = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError) as error:
            raise HubError(f"{url}: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise HubError(f"{url}: {answer.status_code}")
        return found
