"""Who has been summoned and does not choose: reminded, then given a time, or handed over to a person."""

from jobcentre.services.no_answer.running import AT, run

__all__ = ["AT", "run"]
