"""A broker for tests: an OpenID provider in a process of its own, and what can be wrong with one."""
