"""Who draws: one protocol, several providers."""
