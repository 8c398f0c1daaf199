"""PDF files: the pages as they are seen, in a new file.

Links, scripts, forms that send something, files inside the file, earlier versions and authors are not copied; what was
filled in stays, as a picture of itself. Whatever would still act in the copy makes the file one that is not taken.
"""

import io
from collections.abc import Iterator
from typing import Any, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from jobcentre.documents import packing
from jobcentre.rules.documents import MOST_OBJECTS, MOST_PAGES, Fault, Unfit

END, WHERE_IT_ENDS = b"%%EOF", 2048
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
OF_PAGE = (*INHERITED, "/Contents", "/Group", "/UserUnit")
# What hangs on pages, fonts and pictures and is not seen.
UNSEEN = (
    "/Metadata",
    "/PieceInfo",
    "/Thumb",
    "/Alternates",
    "/OPI",
    "/StructParent",
    "/StructParents",
    "/LastModified",
)
HIDDEN = 2 | 32  # flags of a note: hidden, not on the screen
PRINTED_ONLY_READ = 4 | 64 | 128
# Where a dictionary in the copy says one of these, it would act.
ACTING_KEYS = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/AcroForm", "/RichMedia"}
ACTING_KINDS = {
    "/Type": {"/Action", "/Filespec", "/EmbeddedFile"},
    "/S": {"/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie"},
    "/Subtype": {"/PS", "/RichMedia", "/3D", "/Movie", "/Screen", "/Sound", "/FileAttachment", "/Link", "/Widget"},
}
IN_OTHER_FILES = {"/F", "/FFilter"}  # a stream whose content lies elsewhere
_STEPS = 10 * MOST_PAGES  # through the tree of pages


def copy(content: bytes) -> bytes:
    """Return the file written anew."""
    if END not in content[-WHERE_IT_ENDS:]:
        raise Unfit(Fault.BROKEN)
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):  # many can be read by anybody, and only not changed
        raise Unfit(Fault.LOCKED)
    if sum(len(of_generation) for of_generation in reader.xref.values()) + len(reader.xref_objStm) > MOST_OBJECTS:
        raise Unfit(Fault.TOO_HARD)
    writer = PdfWriter()
    for page in _pages(reader):
        _add(writer, page)
    if not writer.flattened_pages:
        raise Unfit(Fault.BROKEN)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    _look_through(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _pages(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The pages in order, each with what it has from its folders. A folder that comes twice is a trap."""
    root = cast(DictionaryObject, reader.trailer["/Root"])
    waiting: list[tuple[PdfObject, dict[str, PdfObject]]] = [(root.raw_get("/Pages"), {})]
    seen: set[int] = set()
    found = 0
    for _step in range(_STEPS):
        if not waiting:
            return
        place, given = waiting.pop()
        if isinstance(place, IndirectObject):
            if place.idnum in seen:
                raise Unfit(Fault.BROKEN)
            seen.add(place.idnum)
        node = place.get_object()
        if not isinstance(node, DictionaryObject):
            raise Unfit(Fault.BROKEN)
        given = given | {key: node.raw_get(key) for key in INHERITED if key in node}
        if "/Kids" in node:
            kids = cast(ArrayObject, node["/Kids"])
            waiting += [(kid, given) for kid in reversed(kids[: _STEPS + 1])]
            continue
        found += 1
        if found > MOST_PAGES:
            raise Unfit(Fault.TOO_MANY_PAGES)
        whole = DictionaryObject(node)
        whole.update({NameObject(key): value for key, value in given.items()})
        yield whole
    raise Unfit(Fault.TOO_MANY_PAGES)


def _add(writer: PdfWriter, source: DictionaryObject) -> None:
    """Add a page with what is seen of it."""
    page = writer.add_blank_page(595, 842)
    for key in OF_PAGE:
        if key in source:
            page[NameObject(key)] = _cloned(source.raw_get(key), writer)
    notes = source.get("/Annots")
    kept = ArrayObject()
    for note in cast(ArrayObject, notes.get_object()) if notes is not None else ():
        seen = note.get_object()
        if isinstance(seen, DictionaryObject) and (look := _look_of(seen)) is not None:
            stamp = DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Annot"),
                    NameObject("/Subtype"): NameObject("/Stamp"),
                    NameObject("/Rect"): _cloned(seen["/Rect"], writer),
                    NameObject("/F"): NumberObject(PRINTED_ONLY_READ),
                    NameObject("/AP"): DictionaryObject({NameObject("/N"): _cloned(look, writer)}),
                }
            )
            kept.append(writer._add_object(stamp))
    if kept:
        page[NameObject("/Annots")] = kept


def _look_of(note: DictionaryObject) -> PdfObject | None:
    """How a note or a field looks on the page; `None` for what is not seen there, and for links."""
    looks = note.get("/AP")
    if looks is None or note.get("/Subtype") in ("/Link", "/Popup") or int(note.get("/F", 0)) & HIDDEN:
        return None
    states = cast(DictionaryObject, looks.get_object())
    if "/N" not in states or "/Rect" not in note:
        return None
    look: PdfObject = states.raw_get("/N")
    if isinstance(look.get_object(), StreamObject):
        return look
    now = str(note.get("/AS", "/Off"))
    of_state = cast(DictionaryObject, look.get_object())
    found: PdfObject | None = of_state.raw_get(now) if now in of_state else None
    return found


def _cloned(value: PdfObject, writer: PdfWriter) -> PdfObject:
    return value.clone(writer, ignore_fields=UNSEEN)


def _look_through(writer: PdfWriter) -> None:
    """Raise `Unfit` where something in the copy would act, or would burst whoever opens it."""
    seen = 0
    waiting: list[Any] = [one for one in writer._objects if one is not None]
    inflated = packing.Meter()
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > 20 * MOST_OBJECTS:
            raise Unfit(Fault.TOO_HARD)
        if isinstance(one, ArrayObject):
            waiting += [part for part in one if isinstance(part, ArrayObject | DictionaryObject)]
        elif isinstance(one, DictionaryObject):
            if _acts(one):
                raise Unfit(Fault.ACTIVE)
            if isinstance(one, StreamObject):
                inflated.take(one)
            parts = (one.raw_get(key) for key in one)
            waiting += [part for part in parts if isinstance(part, ArrayObject | DictionaryObject)]


def _acts(one: DictionaryObject) -> bool:
    if ACTING_KEYS & set(one):
        return True
    if isinstance(one, StreamObject) and IN_OTHER_FILES & set(one):
        return True
    return any(str(one.get(key)) in kinds for key, kinds in ACTING_KINDS.items())
