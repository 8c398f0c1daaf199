"""Who works here: accounts, passwords, teams, the municipality's own details."""
