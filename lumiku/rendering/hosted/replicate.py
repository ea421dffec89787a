"""Replicate: predictions (docs: replicate.com/docs/reference/http)."""

from typing import Any

from lumiku.cloud import blobs
from lumiku.rendering.contract import GenerateItem, GenerateRequest
from lumiku.rendering.hosted import overlay
from lumiku.rendering.hosted.jobs import HostedRenderer, Job, json_of
from lumiku.rendering.renderer import Nonsense, Unavailable

__all__ = ["ReplicateRenderer"]


class ReplicateRenderer(HostedRenderer):
    """Create a prediction, poll its `get` link, read the first output link."""

    name = "replicate"
    api_host = "api.replicate.com"
    result_hosts = (".replicate.delivery", "replicate.delivery")

    def _authorization(self) -> str:
        return f"Bearer {self._key}"

    def _start(self, item: GenerateItem, request: GenerateRequest) -> Job:
        body = {"version": self.provider.version, "input": self._input(item, request)}
        told = self._call("POST", f"https://{self.api_host}/v1/predictions", body)
        return self._job(json_of(told))

    def _input(self, item: GenerateItem, request: GenerateRequest) -> dict[str, Any]:
        pose = overlay.pose_png(item, request.width, request.height)
        found: dict[str, Any] = {
            "prompt": item.prompt,
            "negative_prompt": item.negative_prompt,
            "image": overlay.data_uri(pose, "image/png"),
            "width": request.width,
            "height": request.height,
            "num_inference_steps": request.steps,
            "guidance_scale": request.guidance,
            "seed": item.seed,
        }
        if self.provider.send_faces:
            found["face_image"] = blobs.url(item.subjects[0].key)
        return found

    def _ask(self, job: Job) -> Job | None:
        found = self._job(json_of(self._call("GET", job.status_url)))
        return found if found.is_done else None

    def _job(self, told: dict[str, Any]) -> Job:
        status, links, output = told.get("status"), told.get("urls"), told.get("output")
        if status in ("failed", "canceled", "aborted"):
            raise Unavailable(f"replicate: {status} {str(told.get('error'))[:120]}")
        if not isinstance(links, dict):
            raise Nonsense("a prediction without links")
        job = Job(status_url=str(links.get("get", "")), cancel_url=str(links.get("cancel", "")))
        if status in ("starting", "processing"):
            return job
        if status != "succeeded":
            raise Nonsense(f"replicate: {str(status)[:40]}")
        first = output[0] if isinstance(output, list) and output else output
        if not isinstance(first, str) or not first:
            raise Nonsense("a prediction that succeeded without output")
        return Job(picture_url=first)
