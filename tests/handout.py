"""The training handout in the forms that trainers have it in, made of its Markdown."""

import re
import zipfile
from html import escape
from pathlib import Path

HANDOUT = Path(__file__).parent / "fixtures" / "handout"
SOURCE = HANDOUT / "tai-lieu.md"
FORMS = ("md", "txt", "html", "docx", "pdf")

_STYLE = """
@page { size: A4; margin: 2cm 2cm 2cm 3cm }
body { font: 14pt/1.6 "Noto Serif", serif; text-align: justify }
td, th { border: 1px solid; padding: .3em .6em }
"""  # A4 with the margins of Nghị định 30/2020/NĐ-CP, Phụ lục I
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def write(form: str, folder: Path) -> Path:
    """The handout as a file of `form` in `folder`. For pdf, Debian's Chromium prints the page."""
    path = folder / f"tai-lieu.{form}"
    if form == "docx":
        _write_docx(path)
    elif form == "pdf":
        _print(path)
    else:
        path.write_text({"md": SOURCE.read_text("utf-8"), "txt": _text(), "html": _html()}[form], "utf-8")
    return path


def _blocks() -> list[tuple[str, list[str]]]:
    """The blocks of the source in order: "h1", "h2", "p", "li" with one text, "tr" with the texts of its cells."""
    found: list[tuple[str, list[str]]] = []
    for line in SOURCE.read_text("utf-8").splitlines():
        if mark := re.match(r"(##?) ", line):
            found.append((f"h{len(mark[1])}", [line[mark.end() :]]))
        elif line.startswith("- "):
            found.append(("li", [line[2:]]))
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found += [("tr", cells)] if set("".join(cells)) != {"-"} else []
        elif line:
            found.append(("p", [line]))
    return found


def _text() -> str:
    return "\n\n".join("\t".join(texts) for _, texts in _blocks()) + "\n"


def _html() -> str:
    body = ""
    for kind, texts in _blocks():
        inner = "".join(f"<td>{escape(t)}</td>" for t in texts) if kind == "tr" else escape(texts[0])
        around = {"tr": "table", "li": "ul"}.get(kind, "")
        element = f"<{kind}>{inner}</{kind}>"
        body += f"<{around}>{element}</{around}>\n" if around else f"{element}\n"
    body = body.replace("</table>\n<table>", "").replace("</ul>\n<ul>", "")
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tài liệu</title><style>{_STYLE}</style>\n{body}</html>\n'
    )


def _write_docx(path: Path) -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    body = ""
    for kind, texts in _blocks():
        if kind == "tr":
            cells = "".join(f"<w:tc>{paragraph.format(escape(t))}</w:tc>" for t in texts)
            body += f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        else:
            # Word cuts a paragraph into runs wherever something was edited.
            runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in _pieces(texts[0]))
            body += f"<w:p>{runs}</w:p>"
    body = body.replace("</w:tbl><w:tbl>", "")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>')


def _pieces(text: str) -> list[str]:
    return [text[at : at + 17] for at in range(0, len(text), 17)]


def _print(path: Path) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only a PDF needs a browser)

    from tests.test_browser import ARGUMENTS, CHROMIUM  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.set_content(_html())
        page.pdf(path=str(path), prefer_css_page_size=True)
        browser.close()
