"""Word files in one XML file → paragraphs: Flat OPC, and the XML of Word 2003 (WordprocessingML, "WordML").

Guarantees:
1. A file says the same as it would as a .docx: the elements of 2003 that differ are put into today's form, and read as that.
2. Comments are left out and counted; what a tracked change deleted is read as in a .docx.
"""

import re

from kb.errors import UnreadableFile
from kb.law.model import Reading
from kb.readers.word import docx
from kb.readers.word.doc_lists import NUMBER_FORMATS
from kb.readers.word.docx_document import Document
from kb.readers.word.docx_styles import read_document_styles
from kb.readers.word.numbering import read_numbering
from kb.readers.word.package import PACKAGE, Element, FlatPackage, W, parsed

WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_ENCODING = re.compile(r"""(<\?xml[^>]{0,400}?)\s{1,400}encoding\s{0,400}=\s{0,400}["'][\w-]{0,400}["']""")
_ANNOTATION = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_CHANGES = {"Word.Deletion": W + "del", "Word.Comment": W + "comment", "Word.Numbering": W + "pPr"}
# Elements of 2003 → those of today that mean the same.
_TAGS = {
    W + "listPr": W + "numPr",
    W + "ilfo": W + "numId",
    W + "listDef": W + "abstractNum",
    W + "list": W + "num",
    W + "ilst": W + "abstractNumId",
}
_ATTRIBUTES = {W + "h-ansi": W + "hAnsi", W + "listDefId": W + "abstractNumId", W + "ilfo": W + "numId"}


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of a Word file in XML. Raises UnreadableFile, also for XML that is none of Word."""
    root = parsed(_in_todays_names(data), f"{name}: nội dung")
    if root.tag == f"{{{PACKAGE}}}package":
        return docx.read_package(FlatPackage(root, name))
    if root.tag != W + "wordDocument":
        raise UnreadableFile(f"{name}: là tệp XML nhưng không phải văn bản Word")
    body = root.find(W + "body")
    if body is None:
        raise UnreadableFile(f"{name}: văn bản Word dạng XML không có w:body")
    comments = _convert(root)
    styles = root.find(W + "styles")
    document = Document(None, "", read_numbering(root.find(W + "lists"), styles), read_document_styles(styles), {})
    document.left_out["đoạn nhận xét"] += comments
    return docx.read_body(body, document)


def _in_todays_names(data: bytes) -> bytes:
    """`data` with the namespace of today for that of 2003; a file in UTF-16 as UTF-8."""
    today = W.strip("{}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16").removeprefix("\ufeff")
        except UnicodeError:
            return data
        return _ENCODING.sub(r"\1", text, count=1).replace(WORD_2003, today).encode()
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").replace(WORD_2003.encode(), today.encode())


def _convert(root: Element) -> int:
    """Put the elements of 2003 into today's form; how many comments were taken out."""
    comments = 0
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == _ANNOTATION:
            kind = element.get(f"{W}type", "")
            comments += kind == "Word.Comment"
            element.tag = _CHANGES.get(kind, element.tag)
        elif element.tag == W + "nfc":
            element.tag = W + "numFmt"
            number = element.get(W + "val", "")
            element.set(W + "val", NUMBER_FORMATS.get(int(number[:4]) if number.isdecimal() else -1, f"nfc {number}"))
        else:
            element.tag = _TAGS.get(element.tag, element.tag)
        for old, new in _ATTRIBUTES.items():
            if (value := element.get(old)) is not None:
                element.set(new, value)
    return comments
