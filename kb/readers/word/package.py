"""The parts of an Office file (OPC: XML in a zip), unpacked within bounds and parsed without anything from outside.

Guarantees:
1. Whatever the bytes are: a root element, None for a part that is not there, or UnreadableFile.
2. At most LARGEST_PART bytes of each part are unpacked; one that says it unpacks to more than RATIO times its size is refused.
3. No entity is expanded, no document type is accepted (OPC forbids both), no network is touched.
"""

import io
import struct
import zipfile
import zlib
from posixpath import dirname, join, normpath
from typing import TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from kb.errors import UnreadableFile

Element: TypeAlias = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

LARGEST_PART = 64 * 2**20  # bytes
RATIO = 200  # XML of real documents packs 10 to 40 times
_RATIO_COUNTS_FROM = 2**20
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
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

    def main_part(self) -> str:
        """The path of the document itself, as the package's relationships say."""
        for target in self._related("_rels/.rels", "", "/officeDocument"):
            return target
        return "word/document.xml"

    def related(self, part: str, kind: str) -> Element | None:
        """The root of the part that `part` relates to as `kind` ("/numbering"), or None."""
        rels = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
        for target in self._related(rels, dirname(part), kind):
            return self.root(target)
        return None

    def root(self, part: str) -> Element | None:
        """The root element of the XML part at this path, or None where there is no such part."""
        data = self._bytes(part)
        if data is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            # A Strict document has other names for the same elements (ISO/IEC 29500-1, annex A).
            root = etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            where = f" ở dòng {line}" if line else ""
            raise UnreadableFile(f"{self.name}: phần {part} sai XML{where}") from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableFile(f"{self.name}: phần {part} có khai báo DOCTYPE, không được phép trong .docx")
        return root

    def _related(self, rels: str, base: str, kind: str) -> list[str]:
        root = self.root(rels)
        found: list[Element] = [] if root is None else root.findall(_RELATIONSHIPS)
        targets = [
            one.get("Target", "") for one in found if one.get("Type", "").endswith(kind) and one.get("TargetMode") != "External"
        ]
        return [normpath(join("/", base, target)).lstrip("/") for target in targets]

    def _bytes(self, part: str) -> bytes | None:
        try:
            info = self._zip.getinfo(part)
        except KeyError:
            return None
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
