"""What operators see of merchants and may do to their accounts, every act on record."""
