"""The facts a message tells, and its words."""
