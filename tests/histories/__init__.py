"""Random lives of people who are summoned, book, move, fall ill and change their address, and what they get to hear."""
