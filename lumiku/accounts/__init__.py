"""Merchants' accounts: plan, policy and consent to be served."""
