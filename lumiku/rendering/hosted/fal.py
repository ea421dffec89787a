"""fal: jobs in its queue (docs: fal.ai/docs/model-apis/model-endpoints/queue)."""

from typing import Any

from lumiku.cloud import blobs
from lumiku.rendering.contract import GenerateItem, GenerateRequest
from lumiku.rendering.hosted import overlay
from lumiku.rendering.hosted.jobs import HostedRenderer, Job, json_of
from lumiku.rendering.renderer import Nonsense, Unavailable

__all__ = ["FalRenderer"]


class FalRenderer(HostedRenderer):
    """POST to the queue, poll the status link, read the result link."""

    name = "fal"
    api_host = "queue.fal.run"
    cancel_method = "PUT"
    result_hosts = (".fal.media", "fal.media", "storage.googleapis.com")

    def _authorization(self) -> str:
        return f"Key {self._key}"

    def _start(self, item: GenerateItem, request: GenerateRequest) -> Job:
        url = f"https://{self.api_host}/{self.provider.model}"
        told = json_of(self._call("POST", url, self._input(item, request)))
        job = Job(
            status_url=str(told.get("status_url", "")),
            result_url=str(told.get("response_url", "")),
            cancel_url=str(told.get("cancel_url", "")),
        )
        if not (job.status_url and job.result_url):
            raise Nonsense("fal queued the job without links")
        return job

    def _input(self, item: GenerateItem, request: GenerateRequest) -> dict[str, Any]:
        pose = overlay.pose_png(item, request.width, request.height)
        found: dict[str, Any] = {
            "prompt": item.prompt,
            "negative_prompt": item.negative_prompt,
            "openpose_image_url": overlay.data_uri(pose, "image/png"),
            "openpose_preprocess": False,
            "image_size": {"width": request.width, "height": request.height},
            "num_inference_steps": request.steps,
            "guidance_scale": request.guidance,
            "seed": item.seed,
            "num_images": 1,
            "enable_safety_checker": True,
        }
        if self.provider.send_faces:
            found["ip_adapter_image_url"] = blobs.url(item.subjects[0].key)
        return found

    def _ask(self, job: Job) -> Job | None:
        status = json_of(self._call("GET", job.status_url)).get("status")
        if status in ("IN_QUEUE", "IN_PROGRESS"):
            return None
        if status != "COMPLETED":
            raise Unavailable(f"fal: {str(status)[:40]}")
        images = json_of(self._call("GET", job.result_url)).get("images")
        if not isinstance(images, list) or not images or not isinstance(images[0], dict):
            raise Nonsense("fal completed without images")
        return Job(picture_url=str(images[0].get("url", "")) or "none:")
