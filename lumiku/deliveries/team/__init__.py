"""Telling the people who run Lumiku: Slack and Discord, at most once per cause and day."""
