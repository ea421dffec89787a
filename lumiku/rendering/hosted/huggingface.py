"""Hugging Face Inference Providers: one call, the picture in its answer.

Docs: huggingface.co/docs/inference-providers/tasks/text-to-image. The task takes no pose picture,
so the pose reaches the model only through the prompt's words; it is the last resort.
"""

from lumiku.rendering.contract import GenerateItem, GenerateRequest
from lumiku.rendering.hosted.jobs import HostedRenderer, Job, picture_of
from lumiku.rendering.renderer import Nonsense

__all__ = ["HuggingFaceRenderer"]


class HuggingFaceRenderer(HostedRenderer):
    """Text to image through the router; the answer is the picture's bytes."""

    name = "huggingface"
    api_host = "router.huggingface.co"
    result_hosts = ()

    def _authorization(self) -> str:
        return f"Bearer {self._key}"

    def _headers(self) -> dict[str, str]:
        return {"Accept": "image/jpeg"}

    def _start(self, item: GenerateItem, request: GenerateRequest) -> Job:
        url = f"https://{self.api_host}/hf-inference/models/{self.provider.model}"
        body = {
            "inputs": item.prompt,
            "parameters": {
                "negative_prompt": item.negative_prompt,
                "width": request.width,
                "height": request.height,
                "num_inference_steps": request.steps,
                "guidance_scale": request.guidance,
                "seed": item.seed,
            },
        }
        return Job(picture=picture_of(self._call("POST", url, body)))

    def _ask(self, job: Job) -> Job | None:
        raise Nonsense("a Hugging Face call has no second part")
