"""The people the municipality follows: the file, corrections by hand, leaving, merging, another number."""
