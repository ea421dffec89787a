"""The verbs of the catalog, one module per noun."""
