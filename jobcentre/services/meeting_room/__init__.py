"""The way into a meeting and what happens in its room."""
