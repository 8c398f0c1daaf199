"""Whether there are times enough, for whom, and when there are not."""
