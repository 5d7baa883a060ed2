"""Records (JSON) of a document that a site's content was saved as: of vbpl.vn, and of the gazette (congbao.chinhphu.vn).

Guarantees:
1. The text is read as the reader of its form reads it: HTML of vbpl.vn as a page, text of the gazette as a text file.
2. The facts of a record are stated with their source, as it writes them; the word for the status is a note, because it holds
   for the day on which the record was saved. A name made for an address (slug) is no number.
3. JSON that is no such record is refused; nothing else of a record is interpreted.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from kb.errors import InvalidDate, UnreadableFile, UnsupportedForm
from kb.language.text import fold_white_space, nfc, slug
from kb.law.dates import parse_date, write_date
from kb.law.model import Entry, Reading
from kb.law.naming import document_id, name_key
from kb.law.types import UNKNOWN_TYPE
from kb.readers.text import plain
from kb.readers.text.text_file import decode
from kb.readers.web import html

_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
# The element of vbpl.vn that holds the document alone; older pages have #toanvancontent, which the reader of pages knows.
_DOCUMENT = "//div[contains(concat(' ', normalize-space(@class), ' '), ' preview-content ')]"


def read(data: bytes, name: str) -> Reading:
    """The document of the record. Raises UnreadableFile for malformed JSON, UnsupportedForm for any other JSON."""
    try:
        record = json.loads(decode(data, name))
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{name}: JSON sai ở dòng {error.lineno}, cột {error.colno}") from error
    except RecursionError as error:
        raise UnreadableFile(f"{name}: JSON lồng nhau quá sâu, không đọc được") from error
    except ValueError as error:
        raise UnreadableFile(f"{name}: JSON có số dài quá mức, không đọc được") from error
    reader = next((reader for is_such, reader in _SHAPES if is_such(record)), None)
    if reader is None:
        raise UnsupportedForm(f"{name}: không phải bản ghi văn bản")
    try:
        return reader(record, name)
    except UnicodeEncodeError as error:
        raise UnreadableFile(f"{name}: có nửa ký tự (U+D800 đến U+DFFF), không đọc được") from error


def _is_vbpl(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("thuoc_tinh"), dict)
        and isinstance(record.get("noi_dung"), dict)
        and isinstance(record["noi_dung"].get("content_html"), str)
    )


def _is_gazette(record: Any) -> bool:
    return isinstance(record, dict) and isinstance(record.get("full_text"), str) and isinstance(record.get("nguon_url"), str)


def _read_vbpl(record: dict[str, Any], name: str) -> Reading:
    markup = record["noi_dung"]["content_html"]
    scripts = len(_SCRIPT.findall(markup))
    left_out: tuple[str, ...] = (f"{scripts} đoạn mã của trang web",) if scripts else ()
    document = _document_of(markup)
    if document is not None:
        left_out += ("1 phần khung của trang web quanh văn bản",)
    reading = html.read(_bytes(document if document is not None else markup), name)
    return replace(reading, left_out=(*left_out, *reading.left_out), stated=_entry(record))


def _document_of(markup: str) -> str | None:
    """The part of a page of vbpl.vn that is the document, None where nothing marks it."""
    if "preview-content" not in markup:
        return None
    page = etree.fromstring(f"<html><body>{markup}", etree.HTMLParser(huge_tree=True))
    found = page.xpath(_DOCUMENT)
    return etree.tostring(found[0], encoding="unicode", method="html", with_tail=False) if len(found) == 1 else None


def _bytes(markup: str) -> bytes:
    # A page that begins with scripts has them in its head: the body must be opened for what follows them.
    return b"<html><body>" + markup.encode()


def _entry(record: dict[str, Any]) -> Entry:
    """The entry that the metadata of vbpl.vn state, each fact with its source."""
    facts = record["thuoc_tinh"]
    item = _text(record, "doc_id") or _text(facts, "id")
    source = f"vbpl.vn, ItemID={item}" if item else "vbpl.vn"
    number, kind = _text(facts, "so_hieu"), _text(facts, "loai_van_ban")
    issued, in_force, expired = (_day(facts, key) for key in ("ngay_ban_hanh", "hieu_luc_tu", "hieu_luc_den"))
    title = _title(_text(facts, "ten_van_ban"), kind, number)
    issuer, address = _text(facts, "co_quan_ban_hanh"), _text(facts, "url_chi_tiet")
    known = {"number": number, "issuer": issuer, "issued": issued, "title": title, "in_force": in_force, "expired": expired,
             "addresses": address}  # fmt: skip
    return Entry(
        id=document_id(number, issued) if number else slug(f"{kind} {title}") or "van-ban",
        type=kind or UNKNOWN_TYPE,
        number=number or None,
        issuer=issuer or None,
        issued=issued,
        title=title,
        in_force=in_force,
        expired=expired,
        addresses=(address,) if address else (),
        sources=tuple((fact, source) for fact, value in known.items() if value),
        note=_status_note(_text(facts, "trang_thai_hieu_luc"), _day(record, "crawled_at"), source),
    )


def _status_note(word: str, saved: date | None, source: str) -> str:
    if not word:
        return ""
    return f"{source} ghi: “{word}”" + (f" (bản ghi lưu ngày {write_date(saved)})" if saved else "")


def _title(name: str, kind: str, number: str) -> str:
    """The name of a document without its type before it and its number before or after it."""
    title = name[len(kind) :].lstrip() if name_key(name).startswith(f"{name_key(kind)} ") else name
    if number:
        title = re.sub(rf"^số:?\s*{re.escape(number)}\s+|\s+số:?\s*{re.escape(number)}$", "", title)
    return title


def _text(facts: dict[str, Any], key: str) -> str:
    value = facts.get(key)
    written = fold_white_space(nfc(value)) if isinstance(value, str) else ""
    written.encode()  # half a character is told of as in the text
    return written if written.strip("-") else ""  # "--" stands for nothing


def _day(facts: dict[str, Any], key: str) -> date | None:
    """The day in "2014-11-25T00:00:00"."""
    try:
        return parse_date(re.split(r"[T ]", _text(facts, key))[0])
    except InvalidDate:
        return None


def _read_gazette(record: dict[str, Any], name: str) -> Reading:
    reading = plain.read_text(record["full_text"].encode(), name)
    addresses = tuple(address for key in ("nguon_url", "pdf_url") if (address := _text(record, key)))
    kind = _text(record, "loai")
    stated = Entry(
        id=slug(_text(record, "slug") or name) or "van-ban",
        type=kind or UNKNOWN_TYPE,
        number=None,
        issuer=None,
        issued=None,
        title="",
        addresses=addresses,
        sources=(("addresses", "bản ghi của Công báo"),) if addresses else (),
    )
    return replace(reading, stated=stated)


_SHAPES: tuple[tuple[Callable[[Any], bool], Callable[[dict[str, Any], str], Reading]], ...] = (
    (_is_vbpl, _read_vbpl),
    (_is_gazette, _read_gazette),
)
