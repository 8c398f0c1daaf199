"""What an entry of the audit trail says: one short sentence per action, in both languages.

The words stand by subject in ``people``, ``summonses``, ``messages`` and ``office``; moments and days among the facts
are written out.
"""

from jobcentre.texts.history.saying import said, sentence

__all__ = ["said", "sentence"]
