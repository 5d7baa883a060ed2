"""Small files that take much: of time, of memory, or of depth. Each is made when it is asked for."""

import io
import zipfile
import zlib
from collections.abc import Callable

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(contents: list[bytes], filters: str = "/FlateDecode") -> bytes:
    """A PDF with a page for each of the streams, which are encoded already."""
    pages = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), pages)]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for n, content in enumerate(contents):
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (5 + 2 * n)
        objects += [page, b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(content), filters.encode(), content)]
    out, starts = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, at))


def many_pages(pages: int = 2000) -> bytes:
    """A PDF of many pages, each a line of text."""
    return pdf([zlib.compress(b"BT /F 12 Tf 50 700 Td (Page %d of a long paper on bees) Tj ET" % n) for n in range(pages)])


def pdf_bomb(megabytes: int = 2000) -> bytes:
    """A PDF whose one stream inflates twice, to so many MB."""
    once, blank = zlib.compressobj(9, zlib.DEFLATED, -15), b" " * 2**20
    block = once.compress(blank) + once.flush(zlib.Z_FULL_FLUSH)  # stands alone, and so may be repeated
    inner = b"\x78\xda" + block * megabytes + once.flush()
    return pdf([zlib.compress(inner, 9)], "[/FlateDecode/FlateDecode]")


def pdf_of_objects(letters: int = 1_000_000) -> bytes:
    """A PDF with a page of millions of letters."""
    return pdf([zlib.compress(b"BT /F 1 Tf " + b"(a) Tj 0 1 Td " * letters + b"ET", 9)])


def table(megabytes: int = 3) -> bytes:
    """A page with a table of so many MB of small cells."""
    row = "<tr><td>1.</td><td>Điều 5</td><td>a</td></tr>\n"
    return f"<html><meta charset=utf-8><table>{row * (megabytes * 2**20 // len(row.encode()))}</table></html>".encode()


def nested_tables(depth: int = 3000) -> bytes:
    """A page of tables in tables."""
    return b"<html><body>" + b"<table><tr><td>" * depth + b"a" + b"</td></tr></table>" * depth


def docx(paragraph: bytes = b"<w:p><w:r><w:t>ong</w:t></w:r></w:p>", times: int = 2_000_000) -> bytes:
    """A file of Word whose text inflates."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        with archive.open("word/document.xml", "w") as part:
            part.write(f'<w:document xmlns:w="{_WORD}"><w:body>'.encode())
            for _ in range(times // 1000):
                part.write(paragraph * 1000)
            part.write(b"</w:body></w:document>")
    return packed.getvalue()


# The name of a file, and its bytes.
FILES: list[tuple[str, Callable[[], bytes]]] = [
    ("nhiều-trang.pdf", many_pages),
    ("bom.pdf", pdf_bomb),
    ("nhiều-chữ.pdf", pdf_of_objects),
    ("bảng.html", table),
    ("bảng-lồng.html", nested_tables),
    ("phình.docx", docx),
    ("theo.txt", lambda: b"theo " * 16_000),
    ("số.txt", lambda: b"1/2/3/4-" * 40_000),
    ("ngoặc.txt", lambda: "“".encode() * 300_000),
    ("lồng.rtf", lambda: b"{\\rtf1" + b"{" * 2_000_000 + b"a"),
]
