"""What is cut out of the design system for citizens' pages, and what is pressed ahead."""

import gzip
import os
import re
from pathlib import Path

import pytest

from frontend import cutting, pressing
from tests.conventions.tree import ROOT

STATIC = ROOT / "jobcentre" / "static"
DESIGN = STATIC / "vendor" / "dkfds"
CLASSES = re.compile(r'class="([^"]*)"')
ICONS = re.compile(r"ui\.icon\('([a-z-]+)'|, '([a-z-]+)'(?:, [^()']*)?\) ?}}")
LINKED = re.compile(r"ui\.link\((?:[^{}]|\{\{)*?, '([a-z-]+)'\) ?}}")
WORDS = ("button", "alert-info")


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".button{a:b}.card{c:d}", ".button{a:b}"),
        (".card,.button:hover{a:b}", ".button:hover{a:b}"),
        (".button .card{a:b}", ""),
        ("p{a:b}#main-content{c:d}", "p{a:b}#main-content{c:d}"),
        (".badge-error{a:b}.badge{c:d}", ".badge-error{a:b}"),
        (".button:not(.card){a:b}", ".button:not(.card){a:b}"),
        (":is(.card,.tag) p{a:b}", ":is(.card,.tag) p{a:b}"),
        (".button:is(.card,:not(.tag)),.card{a:b}", ".button:is(.card,:not(.tag)){a:b}"),
        ("@media print{.card{a:b}}", ""),
        ("@media print{.card{a:b}.button{c:d}}", "@media print{.button{c:d}}"),
        ("@keyframes spin{to{a:b}}", "@keyframes spin{to{a:b}}"),
        ("/* .card{ */.button{a:b}", ".button{a:b}"),
        ('.button[data-x="a,b"]{a:b}', '.button[data-x="a,b"]{a:b}'),
    ],
)
def test_rules_whose_classes_no_page_has_go(css: str, left: str) -> None:
    assert cutting.stylesheet(css, cutting.Words(frozenset(WORDS), ("badge-",))) == left


def test_what_is_put_together_on_a_page_keeps_every_continuation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "citizen").mkdir()
    (tmp_path / "admin").mkdir()
    (tmp_path / "citizen" / "page.html").write_text("""<p class="x badge-{{ kind }}">{{ 'mt-' ~ size }}</p>""")
    (tmp_path / "admin" / "page.html").write_text("""<p class="staff-only">""")
    monkeypatch.setattr(cutting, "TEMPLATES", tmp_path)
    monkeypatch.setattr(cutting, "SCRIPTS", tmp_path)
    words = cutting.citizens_words()
    assert [name in words for name in ("x", "badge-error", "mt-6", "staff-only", "card")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_no_class_of_a_citizens_page_is_lost() -> None:
    """The stylesheet that was built, against the classes of the templates as they are now."""
    named: set[str] = set()
    for file in cutting.TEMPLATES.rglob("*.html"):
        if file.name != cutting.STAFF and file.relative_to(cutting.TEMPLATES).parts[0] not in cutting.NOT_FOR_CITIZENS:
            for found in CLASSES.findall(re.sub(r"{#.*?#}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)):
                named |= set(re.findall(r"(?<![\w{-])[a-z][\w-]*", found))
    assert len(named) > 100, "the classes were not found"
    needed = {one for one in selectors("dkfds.css") if set(re.findall(r"\.([A-Za-z_][\w-]*)", one)) <= named}
    assert len(needed) > 200
    assert needed - selectors("citizen.css") == set(), "run make setup"


def selectors(sheet: str) -> set[str]:
    css = re.sub(r"/\*.*?\*/", "", (DESIGN / "css" / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    preludes = re.findall(r"([^{}@;]+)\{(?=[^{}]*\})", re.sub(r"@[^{};]+[{;]", "", css))
    return {one.strip() for prelude in preludes for one in prelude.split(",") if "(" not in prelude}


def test_views_write_no_classes_of_their_own() -> None:
    """The build reads templates and scripts; a class that only Python knows would be cut away."""
    views = (ROOT / "jobcentre" / "web").rglob("*.py")
    assert [file.name for file in views if re.search(r"class=\\?[\"']", file.read_text(encoding="utf-8"))] == []


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    whole = symbols(DESIGN / "img" / "all-svg-icons.svg")
    sprite = symbols(DESIGN / "img" / "icons.svg")
    named: set[str] = set()
    for file in (ROOT / "templates").rglob("*.html"):
        named |= {one or other for one, other in ICONS.findall(file.read_text(encoding="utf-8"))}
    assert {"videocam", "calendar-month", "success"} <= named, "the icons were not found"
    assert (named & whole) - sprite == set(), "run make setup"
    linked = {name for file in (ROOT / "templates").rglob("*.html") for name in LINKED.findall(file.read_text("utf-8"))}
    assert {"edit", "arrow-forward"} <= linked, "the icons were not found"
    assert linked - whole == set(), "the design system has no such icon, and its place stays empty"
    assert len(sprite) < len(whole) / 3


def symbols(file: Path) -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', file.read_text(encoding="utf-8")))


def test_files_are_pressed_once_and_again_when_they_change(tmp_path: Path) -> None:
    sheet, small, font = (tmp_path / name for name in ("a.css", "b.css", "c.woff2"))
    sheet.write_text("p{color:red}" * 100)
    small.write_text("p{}")
    font.write_bytes(b"x" * 5000)
    assert (pressing.press(tmp_path), pressing.press(tmp_path)) == (1, 0)
    copy = tmp_path / "a.css.gz"
    assert gzip.decompress(copy.read_bytes()) == sheet.read_bytes()
    assert copy.stat().st_mtime_ns == sheet.stat().st_mtime_ns
    sheet.write_text("p{color:blue}" * 100)
    os.utime(sheet, (1, 1))
    assert pressing.press(tmp_path) == 1
    assert b"blue" in gzip.decompress(copy.read_bytes())
    sheet.unlink()
    pressing.press(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.css", "c.woff2"]
