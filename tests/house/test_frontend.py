"""What the front end's build takes from the design system, and what it leaves."""

import re
from pathlib import Path

import pytest

from frontend import build

ROOT = Path(__file__).resolve().parents[2]
UPSTREAM = (
    '@font-face{font-family:IBM Plex Sans;src:url(a.woff) format("woff")}'
    ".logo{background-image:url(../img/logo_virk.svg);height:24px}"
    ".foot{background-image:url(../img/logo-placeholder.png);width:1px}"
    ".button{background-color:#0059b3}.button:hover{background-color:#004993}"
    "\n/*# sourceMappingURL=dkfds-virkdk.min.css.map*/"
)


def test_colours_become_variables_and_logos_go() -> None:
    assert build.everybodys(UPSTREAM) == (
        ":root{--primary:#0059b3;--primary-dark:#004993}"
        ".logo{height:24px}.foot{width:1px}"
        ".button{background-color:var(--primary)}.button:hover{background-color:var(--primary-dark)}\n"
    )


def test_a_stylesheet_without_the_colours_is_refused() -> None:
    with pytest.raises(SystemExit, match="#0059b3"):
        build.everybodys(".button{color:green}")


def test_every_face_names_a_file_and_its_characters() -> None:
    faces = [face for name, (_, weight) in build.FACES.items() for face in build.font_faces(name, weight)]
    assert len(faces) == len(build.FACES) * len(build.PARTS)
    assert all(face.count("woff2") == 2 and "unicode-range:U+" in face for face in faces)
    latin = next(face for face in faces if "Regular-Latin1" in face)
    assert "U+00A0-00FF" in latin, "Danish letters are in the first file a page fetches"


def test_a_stylesheet_that_asks_for_what_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    with pytest.raises(SystemExit, match=re.escape("../img/gone.svg")):
        build.check(tmp_path, ".x{background:url(../img/gone.svg)}")


def test_what_was_built_is_complete() -> None:
    """`make setup` has run before any test."""
    assert build.is_built(build.stamp())
    css = (build.TARGET / "dkfds" / "css" / "dkfds.css").read_text(encoding="utf-8")
    build.check(build.TARGET / "dkfds", css)
    assert "data:" not in css, "the content security policy allows no data: addresses"
    for file in re.findall(
        r"url\(\.\./(fonts/[^)?]+)", (build.TARGET / "dkfds/css/fonts.css").read_text(encoding="utf-8")
    ):
        assert (build.TARGET / "dkfds" / file).is_file()


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "jobcentre" / "static").glob("[!v]*/*.css")), ids=lambda path: path.name
)
def test_our_primary_colours_can_be_read_on_white(sheet: Path) -> None:
    """WCAG 1.4.3: 4.5 to 1, for white letters on a button and coloured ones on the page."""
    for colour in re.findall(r"--primary(?:-dark)?:\s*#([0-9a-fA-F]{6})", sheet.read_text(encoding="utf-8")):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
