"""CDK's entry: `python app.py`, or the CLI through cdk.json; `-c stage=dev|prod|local`."""

import os
import sys
from pathlib import Path

from infra.app import synthesize

# The CLI says where it wants the assembly; without the CLI it goes where that would put it.
folder = synthesize(outdir=Path(os.environ.get("CDK_OUTDIR", "cdk.out")))
sys.stdout.write("".join(f"{path}\n" for path in sorted(folder.glob("*.template.json"))))
