"""How much is packed into a PDF: a stream of a few bytes may unfold to gigabytes in whoever opens it."""

import zlib

from pypdf.generic import ArrayObject, StreamObject

from jobcentre.rules.documents import MOST_INFLATED, Fault, Unfit

FLATE = ("/FlateDecode", "/Fl")
MOST_LAYERS = 3
CHUNK = 1 << 20


class Meter:
    """Adds up what the streams of one file unfold to. Raises `Unfit` when that is too much."""

    def __init__(self) -> None:
        self.left = MOST_INFLATED

    def take(self, stream: StreamObject) -> None:
        """Count one stream: its packed layers, as far as they are of the kind that can swell without end."""
        data, layers = bytes(stream._data), _layers(stream)
        if len(layers) > MOST_LAYERS:
            raise Unfit(Fault.TOO_HARD)
        for number, layer in enumerate(layers):
            if layer not in FLATE:
                return
            inner = number + 1 < len(layers)
            data = self._unfolded(data, keep=inner)

    def _unfolded(self, data: bytes, *, keep: bool) -> bytes:
        unpacking, kept = zlib.decompressobj(), bytearray()
        while data:
            try:
                part = unpacking.decompress(data, CHUNK)
            except zlib.error:
                return b""  # what cannot be unpacked does not swell
            self.left -= len(part)
            if self.left < 0:
                raise Unfit(Fault.TOO_HARD)
            if keep:
                kept += part
            if unpacking.eof or not (part or unpacking.unconsumed_tail):
                break
            data = unpacking.unconsumed_tail
        return bytes(kept)


def _layers(stream: StreamObject) -> list[str]:
    named = stream.get("/Filter")
    if named is None:
        return []
    found = named.get_object()
    return [str(one) for one in found] if isinstance(found, ArrayObject) else [str(found)]
