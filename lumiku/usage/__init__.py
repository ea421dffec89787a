"""The meter: what a merchant used and holds this month."""
