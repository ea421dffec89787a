"""Lets a process call the product's services against a local stack, as its functions do."""

import os
from typing import Final

from local.stack.home import Home
from local.stack.simulator import REGION
from lumiku.settings import settings

__all__ = ["speak_to", "variables"]

_OUTPUTS: Final = {
    "CoreTable": "LUMIKU_CORE_TABLE",
    "PosesTable": "LUMIKU_POSES_TABLE",
    "MediaBucket": "LUMIKU_MEDIA_BUCKET",
    "RawBucket": "LUMIKU_RAW_BUCKET",
    "SigningSecret": "LUMIKU_SIGNING_SECRET",
}


def variables(home: Home, outputs: dict[str, str]) -> dict[str, str]:
    """The environment in which the services find this stack and nothing else."""
    return {
        **{variable: outputs[name] for name, variable in _OUTPUTS.items()},
        "LUMIKU_STAGE": "local",
        "LUMIKU_REGION": REGION,
        "LUMIKU_PUBLIC_URL": home.url,
        "AWS_ENDPOINT_URL": home.simulator_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


def speak_to(home: Home, outputs: dict[str, str]) -> None:
    """Points this process at the stack. It can be done for one stack only: the services keep
    their connections, and would silently go on writing to the first one."""
    told = variables(home, outputs)
    before = os.environ.get("LUMIKU_CORE_TABLE"), os.environ.get("AWS_ENDPOINT_URL")
    if before == (told["LUMIKU_CORE_TABLE"], told["AWS_ENDPOINT_URL"]):
        return
    if before[0] is not None:
        raise RuntimeError(f"this process already talks to the stack at {before[1]} already")
    os.environ.update(told)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    settings.cache_clear()
