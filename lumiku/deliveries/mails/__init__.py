"""Mails to merchants: an outbox that sends each at most once, in Indonesian or English."""
