"""`python -m local` is `lumiku`."""

from local.cli import app

app()
