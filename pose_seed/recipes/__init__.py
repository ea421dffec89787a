"""One module per kind of picture; each recipe draws a shot from a seeded random source."""
