"""Reads poses from other people's files; each module knows one family of formats."""
