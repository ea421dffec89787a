"""Batches of posed product photos: admitted, released, rendered, finished, told."""
