"""Lumiku, the product: one package per subject, free of any entry point."""

from typing import Final

__version__: Final = "0.1.0"
