"""Files such as people attach, and such as nobody should: all made here."""

import io
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

PLACE = "Vesterbrogade 112"  # stands in what is to be lost
WORDS = "Samtalen passer med min vagt"
PHONE = (48, 32)


def jpeg(size: tuple[int, int] = PHONE, colour: str = "teal", *, turned: int = 1) -> bytes:
    """A photo with the place it was taken at, and a comment."""
    picture, exif, made = Image.new("RGB", size, colour), Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010E] = turned, PLACE
    exif.get_ifd(0x8825)[2] = (55.0, 40.0, 12.0)
    picture.save(made, "JPEG", exif=exif, comment=PLACE.encode())
    return made.getvalue()


def png(size: tuple[int, int] = PHONE, mode: str = "RGB") -> bytes:
    """A picture of a screen, with words beside the picture."""
    words, made = PngImagePlugin.PngInfo(), io.BytesIO()
    words.add_text("Description", PLACE)
    Image.new(mode, size).save(made, "PNG", pnginfo=words)
    return made.getvalue()


def huge_png(side: int = 60_000) -> bytes:
    """A few hundred bytes that claim to be a picture of gigabytes."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (
            (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(b"\0" * 100_000)),
            (b"IEND", b""),
        )
    )


def a_stream(content: bytes, **entries: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream.update({NameObject(f"/{name}"): NameObject(value) for name, value in entries.items()})
    return stream


def a_writer(pages: int = 1, words: str = WORDS) -> PdfWriter:
    """Pages with a line of text each, by an author."""
    writer = PdfWriter()
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    for _ in range(pages):
        page = writer.add_blank_page(300, 400)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        drawn = a_stream(f"BT /F1 12 Tf 20 350 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(drawn)
    writer.add_metadata({"/Author": PLACE})
    return writer


def bytes_of(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf(pages: int = 1, words: str = WORDS) -> bytes:
    return bytes_of(a_writer(pages, words))


def acting_pdf() -> bytes:
    """Scripts on opening and on a page, a file inside, a link out, a form that sends itself."""
    writer = a_writer()
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    opening = DictionaryObject({NameObject(key): value for key, value in script.items()})
    writer._root_object[NameObject("/OpenAction")] = opening
    writer.add_attachment("notes.txt", b"inside")
    page = writer.pages[0]
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    link = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link"),
                             NameObject("/Rect"): _box(), NameObject("/A"): action})  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    return bytes_of(writer)


def filled_form(kind: str = "/Widget", flags: int = 4) -> bytes:
    """A form with a field whose look is the words that were written into it; flag 2 hides it."""
    writer = a_writer(words="Navn:")
    look = a_stream(b"BT /F1 10 Tf 2 2 Td (Ida Friis) Tj ET", Type="/XObject", Subtype="/Form")
    look[NameObject("/BBox")] = _box()
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("0")})
    field = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(kind),
                              NameObject("/F"): NumberObject(flags), NameObject("/FT"): NameObject("/Tx"),
                              NameObject("/T"): TextStringObject("name"),
                              NameObject("/Rect"): _box(), NameObject("/A"): script,
                              NameObject("/AP"): DictionaryObject(
                                  {NameObject("/N"): writer._add_object(look)})})  # fmt: skip
    held = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([held])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([held])})
    writer._root_object[NameObject("/AcroForm")] = writer._add_object(form)
    return bytes_of(writer)


def stubborn_pdf() -> bytes:
    """A program for printers where a picture should be: it cannot be taken out without a hole."""
    writer = a_writer()
    program = writer._add_object(a_stream(b"showpage", Type="/XObject", Subtype="/PS"))
    resources = writer.pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/X"): program})
    return bytes_of(writer)


def locked_pdf(password: str = "hemmelig") -> bytes:
    writer = a_writer()
    writer.encrypt(user_password=password, owner_password="anden", algorithm="AES-256")
    return bytes_of(writer)


def bursting_pdf(megabytes: int = 300) -> bytes:
    """A page whose content is packed into a thousandth."""
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(b" " * 1_000_000) for _ in range(megabytes)) + packing.flush()
    writer = a_writer()
    stream = a_stream(packed)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return bytes_of(writer)


def doubling_pdf(depth: int = 40) -> bytes:
    """Folders of pages that each name the next one twice: two to the fortieth pages."""
    parts = [b"%PDF-1.4\n"]
    places = []
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [b"<</Type/Pages/Count 2/Kids[%d 0 R %d 0 R]>>" % (n + 3, n + 3) for n in range(depth)]
    objects.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    for number, body in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj%sendobj\n" % (number, body))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return b"".join(parts)


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 1_000_000)
    return made.getvalue()


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _box() -> ArrayObject:
    return ArrayObject([FloatObject(side) for side in (20, 20, 200, 40)])
