"""A rehearsed month for every test; the team's tests have one with webhooks."""

from tests.month import month

__all__ = ["month"]
