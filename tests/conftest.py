"""Property tests try the same examples everywhere; HYPOTHESIS_PROFILE=explore tries others."""

import os
from importlib.util import find_spec

if find_spec("hypothesis"):  # the endpoint's own environment has none, and needs none
    from hypothesis import settings

    settings.register_profile("repeatable", derandomize=True, database=None)
    settings.register_profile("explore", max_examples=1_000, deadline=None)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
