"""Batches of posed product photos: admitted, dispatched, rendered, finished, told."""
