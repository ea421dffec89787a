"""Lets this process call the product's services against a local stack, as its functions do."""

import os

from local.home import Home
from local.simulator import REGION
from lumiku.settings import settings

__all__ = ["speak_to"]

_OUTPUTS = {
    "CoreTable": "LUMIKU_CORE_TABLE",
    "PosesTable": "LUMIKU_POSES_TABLE",
    "MediaBucket": "LUMIKU_MEDIA_BUCKET",
    "RawBucket": "LUMIKU_RAW_BUCKET",
    "SigningSecret": "LUMIKU_SIGNING_SECRET",
}


def speak_to(home: Home, outputs: dict[str, str]) -> None:
    """Points the environment at the stack. One process speaks to one stack: the services keep
    their clients."""
    told = {variable: outputs[name] for name, variable in _OUTPUTS.items()}
    os.environ.update(
        told,
        LUMIKU_STAGE="local",
        LUMIKU_REGION=REGION,
        LUMIKU_PUBLIC_URL=home.url,
        AWS_ENDPOINT_URL=home.simulator_url,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 the simulator's, no secret
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
    )
    os.environ.pop("AWS_PROFILE", None)
    os.environ.pop("AWS_SESSION_TOKEN", None)
    settings.cache_clear()
