"""What a caseworker decides about a person's duty, and why the rules said what they said."""
