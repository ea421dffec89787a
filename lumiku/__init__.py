"""Lumiku, the product: one package per subject, free of any entry point."""
