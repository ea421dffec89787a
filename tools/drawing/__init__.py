"""The demo's pictures: photographs of people and products who do not exist, made by script."""

from tools.drawing.album import NAMES, make_all

__all__ = ["NAMES", "make_all"]
