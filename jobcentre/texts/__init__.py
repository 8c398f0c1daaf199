"""Words for people: what a message says and how a date is written, without Flask.

Danish is the source; English is complete beside it; any other language code falls back to Danish.
"""
