"""What is wrong with the settings, in words an operator can act on."""

from collections.abc import Sequence


class SettingsFault(ValueError):
    """The settings cannot be used. `faults` has one sentence for each thing to mend."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("settings: " + "; ".join(faults))
        self.faults = tuple(faults)
