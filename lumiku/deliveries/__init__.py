"""What leaves for people: mails to merchants and alerts to the team, each at most once."""
