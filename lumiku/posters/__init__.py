"""Posters: one document drawn alike by the console and by the server."""
