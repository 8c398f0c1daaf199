"""Whether messages arrive when everything around them breaks: ``python -m tests.chaos`` (a quarter of an hour).

Processes are killed and frozen, the database crashes, the provider is slow and forgetful. What is judged is what
people got, as the provider wrote it down; the code under test is not asked.
"""
