"""Photos: read by Pillow, turned upright, made no larger than is needed to read a letter on them, and written anew."""

import io

from PIL import Image, ImageOps

from jobcentre.rules.documents import LARGEST, LONGEST_SIDE, MOST_PIXELS, Fault, Media, Unfit

FORMATS = ("JPEG", "PNG")
QUALITY = 85
WHITE = (255, 255, 255)
DEEP = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")


def copy(content: bytes, media: Media) -> tuple[Media, bytes]:
    """The picture and nothing beside it. A PNG that would grow too large becomes a JPEG."""
    Image.MAX_IMAGE_PIXELS = None  # we look ourselves, before anything is unpacked
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Unfit(Fault.TOO_MANY_PIXELS)
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked at half its size where that is enough
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    plain = _plain(upright)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain.info = {}  # comments, profiles, resolutions
    if media is Media.PNG:
        made = _written(plain, "PNG", optimize=False)
        if len(made) <= LARGEST:
            return Media.PNG, made
    return Media.JPEG, _written(_opaque(plain), "JPEG", quality=QUALITY)


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in colours or grey, without a palette and with at most eight bits each."""
    if picture.mode in DEEP:
        deep = picture.convert("I")
        low, high = (float(end) for end in deep.getextrema())  # type: ignore[arg-type]
        scale = 255.0 / max(high - low, 1.0)
        return deep.point(lambda light: light * scale - low * scale).convert("L")
    if picture.mode in ("L", "LA", "RGB", "RGBA"):
        return picture.copy()
    clear = "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa")
    return picture.convert("RGBA" if clear else "L" if picture.mode == "1" else "RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("LA", "RGBA"):
        return picture
    paper = Image.new("RGB", picture.size, WHITE)
    seen = picture.convert("RGBA")
    paper.paste(seen, mask=seen)
    return paper


def _written(picture: Image.Image, form: str, **options: int | bool) -> bytes:
    made = io.BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()
