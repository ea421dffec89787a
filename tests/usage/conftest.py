"""A rehearsed month for every test."""

from tests.month import month

__all__ = ["month"]
