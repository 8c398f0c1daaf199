"""The verbs: each fetches, asks the rules, writes, and commits once per unit of work."""
