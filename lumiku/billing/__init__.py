"""Paying for a plan through Duitku: orders, and the callback that makes a paid one count."""
