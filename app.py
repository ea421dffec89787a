"""CDK's entry: `python app.py`, or the CLI through cdk.json; `-c stage=dev|prod|local`."""

from infra.app import synthesize

synthesize()
