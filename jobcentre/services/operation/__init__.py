"""Whether the service does what it should, and what it does by night."""
