"""Files of strangers, read where they can do no harm.

Each is read and written anew by a process of its own (`reading`) that has little time, little memory and none of our
secrets. What comes back holds what is seen and nothing else: no places, authors, earlier versions, scripts or second
file behind the first.
"""

from jobcentre.documents.room import Copy, read

__all__ = ["Copy", "read"]
