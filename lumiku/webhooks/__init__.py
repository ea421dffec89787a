"""Telling merchants' own systems what happened: how a delivery is signed and where it may go."""
