"""Choosing the rule pack in use: what it would change, and for whom."""
