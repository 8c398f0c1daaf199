"""Taking in the citizens file: all rows or none, every fault at once, the same file twice changes nothing."""

from jobcentre.registers import Fault
from jobcentre.registers import Faulty as ImportFaults
from jobcentre.services.register.intake.carrying import open_file, seal_file
from jobcentre.services.register.intake.findings import Named, Noted, names
from jobcentre.services.register.intake.importing import ImportResult, Missing, import_file, imported

__all__ = [
    "Fault",
    "ImportFaults",
    "ImportResult",
    "Missing",
    "Named",
    "Noted",
    "import_file",
    "imported",
    "names",
    "open_file",
    "seal_file",
]
