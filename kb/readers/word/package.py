"""The parts of an Office file (OPC: XML in a zip, or in one XML file), unpacked in bounds, parsed with nothing from outside.

Guarantees:
1. Whatever the bytes are: a root element, None for a part that is not there, or UnreadableFile.
2. At most LARGEST_PART bytes of each part are unpacked; one that says it unpacks to more than RATIO times its size is refused.
3. No entity is expanded, no document type is accepted (OPC forbids both), no network is touched.
4. Names of parts are compared as OPC says (ECMA-376-2, 6.2.2): in any case; a backslash, which some programs write, is a slash.
"""

import base64
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from posixpath import dirname, join, normpath
from typing import TypeAlias
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from kb.errors import UnreadableFile

Element: TypeAlias = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"  # Flat OPC

LARGEST_PART = 64 * 2**20  # bytes
RATIO = 200  # XML of real documents packs 10 to 40 times
_RATIO_COUNTS_FROM = 2**20
# A Strict document has other names for the same elements (ISO/IEC 29500-1, annex A).
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = tuple(
    (_STRICT + strict, b"http://schemas.openxmlformats.org/" + transitional)
    for strict, transitional in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/diagram", b"drawingml/2006/diagram"),
        (b"drawingml/chart", b"drawingml/2006/chart"),
    )
)
_ENCODING = re.compile(r"""^\s*(<\?xml[^>]*?)\s+encoding\s*=\s*["'][\w-]*["']""")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_MAIN_TYPE = re.compile(r"\bword.*\b(?:document|template)\w*\.main\+xml$", re.IGNORECASE)
_DOCUMENT = "word/document.xml"  # where programs put the document
# zipfile answers damage with each of these, according to the field that is wrong.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    OverflowError,
    LookupError,
)


class Package:
    """An open Office file; `name` is the file's name in messages."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the zip. Raises UnreadableFile where `data` is none."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise UnreadableFile(f"{name}: tệp .docx bị hỏng hoặc bị cắt ngắn: không mở được như một tệp zip") from error
        self._parts: Mapping[str, zipfile.ZipInfo | Element] = {_key(info.filename): info for info in self._zip.infolist()}

    def main_part(self) -> str:
        """The path of the document itself, as the package's relationships say, or else its types of content."""
        for target in self._related("_rels/.rels", "", "/officeDocument").values():
            if self._part(target) is not None:
                return target
        if _DOCUMENT in self._parts:
            return _DOCUMENT
        for one in _found(self.root("[Content_Types].xml"), _OVERRIDE):
            if _MAIN_TYPE.search(one.get("ContentType", "")) and self._part(one.get("PartName", "")) is not None:
                return str(one.get("PartName", "")).lstrip("/")
        return _DOCUMENT

    def related(self, part: str, kind: str) -> Element | None:
        """The root of the part that `part` relates to as `kind` ("/numbering"), or None."""
        for target in self._related(_relationships_of(part), dirname(part), kind).values():
            return self.root(target)
        return None

    def all_related(self, part: str, kind: str) -> list[Element]:
        """The roots of all parts that `part` relates to as `kind` ("/header"); one that is damaged is left out."""
        roots = []
        for target in self._related(_relationships_of(part), dirname(part), kind).values():
            with suppress(UnreadableFile):
                roots += [] if (root := self.root(target)) is None else [root]
        return roots

    def target(self, part: str, key: str) -> str | None:
        """The path of the part that the relationship of `part` with this key names; None for none, and for one outside."""
        return self._related(_relationships_of(part), dirname(part), "").get(key)

    def root(self, part: str) -> Element | None:
        """The root element of the XML part at this path, or None where there is no such part."""
        data = self.content(part)
        return None if data is None else parsed(data, f"{self.name}: phần {part}")

    def content(self, part: str) -> bytes | None:
        """The bytes of the part at this path, or None where there is no such part. Raises UnreadableFile."""
        found = self._part(part)
        if found is None:
            return None
        if isinstance(found, zipfile.ZipInfo):
            return self._unpacked(found, part)
        return _flat_content(found, f"{self.name}: phần {part}")

    def _part(self, part: str) -> zipfile.ZipInfo | Element | None:
        found = self._parts.get(_key(part))
        return self._parts.get(_key(unquote(part))) if found is None else found

    def _related(self, rels: str, base: str, kind: str) -> dict[str, str]:
        """The parts that these relationships name as `kind`, by the keys of the relationships."""
        return {
            one.get("Id") or f"#{at}": normpath(join("/", base, one.get("Target", "").replace("\\", "/"))).lstrip("/")
            for at, one in enumerate(_found(self.root(rels), _RELATIONSHIPS))
            if one.get("Type", "").endswith(kind) and one.get("TargetMode") != "External"
        }

    def _unpacked(self, info: zipfile.ZipInfo, part: str) -> bytes:
        if info.flag_bits & 0x1:
            raise UnreadableFile(f"{self.name}: tệp có mật khẩu, không mở được")
        if info.file_size > LARGEST_PART or info.file_size > max(RATIO * info.compress_size, _RATIO_COUNTS_FROM):
            raise UnreadableFile(f"{self.name}: phần {part} giải nén ra quá lớn ({info.file_size} byte), không đọc")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # OPC allows no other
            raise UnreadableFile(f"{self.name}: phần {part} nén theo cách không được phép trong .docx")
        try:
            with self._zip.open(info) as file:
                data = file.read(LARGEST_PART + 1)
        except _DAMAGE as error:
            raise UnreadableFile(f"{self.name}: phần {part} bị hỏng, không giải nén được") from error
        if len(data) > LARGEST_PART:
            raise UnreadableFile(f"{self.name}: phần {part} giải nén ra quá lớn, không đọc")
        return data


class FlatPackage(Package):
    """An Office file whose parts stand in one XML file (Flat OPC)."""

    def __init__(self, root: Element, name: str) -> None:
        """`root` is the pkg:package of the file."""
        self.name = name
        parts = root.iterfind(f"{{{PACKAGE}}}part")
        self._parts = {_key(one.get(f"{{{PACKAGE}}}name") or one.get("name", "")): one for one in parts}


def parsed(data: bytes, what: str) -> Element:
    """The root element of this XML. Raises UnreadableFile, which calls it `what`: "a.docx: phần word/document.xml"."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = _ENCODING.sub(r"\1", data.decode("utf-16")).encode("utf-8")
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL:
                data = data.replace(strict, transitional)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" ở dòng {line}" if line else ""
        raise UnreadableFile(f"{what} sai XML{where}") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(f"{what} có khai báo DOCTYPE, không được phép trong .docx")
    return root


def _flat_content(part: Element, what: str) -> bytes:
    for inside in part:
        if inside.tag == f"{{{PACKAGE}}}binaryData":
            try:
                return base64.b64decode(str(inside.xpath("string()")))
            except ValueError as error:
                raise UnreadableFile(f"{what} sai mã base64") from error
        for root in inside.iterchildren(etree.Element):
            return bytes(etree.tostring(root, encoding="utf-8", with_tail=False))
    return b""


def _key(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _relationships_of(part: str) -> str:
    return join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")


def _found(root: Element | None, tag: str) -> list[Element]:
    return [] if root is None else root.findall(tag)
