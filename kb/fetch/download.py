"""One file from one address to disk, to be gone on with where it broke off.

Guarantees:
1. A file that is not whole is never under a name that a build reads: a download grows in a hidden file beside it.
2. It goes on where it broke off only when the server says that the file is still the same; otherwise it starts anew.
3. The bytes are of the form that the name says, no more than the bound, and all that the server says there are.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from dataclasses import asdict, dataclass, replace
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from kb.disk import write_whole
from kb.fetch.client import Client, FetchError, Interrupted, Refused
from kb.language.text import nfc
from kb.readers.forms import FORMS

_BLOCK = 64 * 2**10  # bytes
_GRACE = 60.0  # seconds, after which a download must have kept the slowest pace
_SLOWEST = 200.0  # bytes a second on average: slower is as good as broken off
_STARTS = {form.suffix: form.signature.start for form in FORMS if form.signature}
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|div|p|table)\b", re.IGNORECASE)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # names that Windows keeps for devices


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that was downloaded: its name, its address, the server's ETag or date of it, the hash and number of its bytes."""

    name: str
    address: str
    etag: str
    sha256: str
    size: int


def safe_name(name: str, suffix: str) -> str:
    """`name` as a name of a file on every system, with this suffix."""
    stem = nfc(name)[: -len(suffix)] if name.lower().endswith(suffix) else nfc(name)
    stem = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", stem).strip(" ._")[:100].strip(" ._") or "van-ban"
    return ("_" if _RESERVED.fullmatch(stem.split(".")[0]) else "") + stem + suffix


def part_of(folder: Path, name: str) -> Path:
    """The path of the hidden file in which the file `name` of `folder` grows."""
    return folder / f".{name}.part"


def download(client: Client, address: str, folder: Path, name: str, suffix: str) -> Downloaded:
    """Download `address` into `part_of(folder, name)`, from where it broke off if it can. Raises FetchError."""
    part, state = part_of(folder, name), folder / f".{name}.state"
    for _ in range(client.manners.tries):
        known = _read_state(state, address)
        if known.get("whole") and part.is_file():
            break
        try:
            _transfer(client, address, part, state, known.get("validator", ""))
        except Refused as refusal:
            if refusal.code != 416 or not part.is_file():
                raise
            discard(folder, name)  # the file is shorter than what was begun: it has changed
        except (OSError, HTTPException, zlib.error, EOFError) as error:
            if isinstance(error, OSError) and error.filename:
                raise  # the disk, not the network
            client.sleep(client.manners.pause)
    else:
        raise Interrupted(f"{address}: mất kết nối giữa chừng {client.manners.tries} lần; chạy lại “fetch” để tải tiếp")
    data = part.read_bytes()
    if problem := _problem(data, suffix):
        discard(folder, name)
        raise FetchError(f"{address}: {problem}")
    etag = str(_read_state(state, address).get("validator", ""))
    return Downloaded(name, address, etag, hashlib.sha256(data).hexdigest(), len(data))


def discard(folder: Path, name: str) -> None:
    """Delete the part and the state of a download of the file `name`."""
    part_of(folder, name).unlink(missing_ok=True)
    (folder / f".{name}.state").unlink(missing_ok=True)


def rewrite(folder: Path, file: Downloaded, name: str, data: bytes) -> Downloaded:
    """Replace a file that was downloaded by `name` with `data`, which was made of it."""
    discard(folder, file.name)
    part_of(folder, name).write_bytes(data)
    return replace(file, name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def keep_whole(folder: Path, files: tuple[Downloaded, ...]) -> None:
    """Give files that are whole the names that a build reads."""
    for file in files:
        part_of(folder, file.name).replace(folder / file.name)
        (folder / f".{file.name}.state").unlink(missing_ok=True)


def write_record(path: Path, record: dict[str, object]) -> None:
    """Write a small JSON file, whole or not at all."""
    write_whole(path, json.dumps(record, ensure_ascii=False, indent=1, default=_plain).encode())


def _plain(value: object) -> object:
    if isinstance(value, Downloaded):
        return asdict(value)
    return str(value)


def _read_state(state: Path, address: str) -> dict[str, str]:
    """The state of a download that was begun (keys: address, validator, whole); {} where none was, or of another address."""
    try:
        known = json.loads(state.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and known.get("address") == address else {}


def _transfer(client: Client, address: str, part: Path, state: Path, validator: str) -> None:
    """Download all of `address`, or the rest of it, and note that it is whole. Raises OSError or HTTPException when cut off."""
    have = part.stat().st_size if validator and part.is_file() else 0
    headers = {"Accept-Encoding": "identity"}  # a range counts the bytes as they are sent
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    with client.open(address, headers) as answer:
        goes_on = answer.status == 206 and (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-")
        if answer.status == 206 and not goes_on:
            part.unlink(missing_ok=True)
            raise HTTPException("another range than the one asked for")
        size = have if goes_on else 0
        expected = answer.headers.get("Content-Length")
        total = size + int(expected) if expected and expected.isdecimal() else None
        if total is not None and total > client.manners.largest:
            raise _too_large(client, address)
        packed = (answer.headers.get("Content-Encoding") or "").lower() in ("gzip", "x-gzip")
        etag = answer.headers.get("ETag") or ""
        # Only a strong validator vouches for each byte (RFC 9110, 13.1.5); packed bytes are not the file's.
        fresh = "" if packed else etag if etag and not etag.startswith("W/") else answer.headers.get("Last-Modified") or ""
        write_record(state, {"address": address, "validator": fresh})
        with part.open("ab" if goes_on else "wb") as file:
            size = _pour(client, address, answer, file, size)
    if total is not None and size < total:
        raise HTTPException("cut off")
    if packed:
        _unpack(client, address, part)
    write_record(state, {"address": address, "validator": fresh, "whole": True})


def _pour(client: Client, address: str, answer: HTTPResponse, file: io.BufferedWriter, size: int) -> int:
    """Write what the server sends; returns the size that the file then has."""
    begin, at_first = client.clock(), size
    while block := answer.read1(_BLOCK):
        size += len(block)
        if size > client.manners.largest:
            raise _too_large(client, address)
        file.write(block)
        spent = client.clock() - begin
        if spent > _GRACE and size - at_first < _SLOWEST * spent:
            raise HTTPException("too slow")
    return size


def _unpack(client: Client, address: str, part: Path) -> None:
    """Replace the packed bytes of `part` by those of the file."""
    with gzip.open(part) as packed:
        data = packed.read(client.manners.largest + 1)
    if len(data) > client.manners.largest:
        part.unlink()
        raise _too_large(client, address)
    part.write_bytes(data)


def _too_large(client: Client, address: str) -> FetchError:
    return FetchError(f"{address}: tệp lớn hơn {client.manners.largest // 2**20} MB, không tải")


def _problem(data: bytes, suffix: str) -> str:
    """The reason for which `data` is no whole file of the form of this suffix, in Vietnamese; "" where it is one."""
    if suffix == ".json":
        return "" if data.lstrip()[:1] == b"{" else "nội dung không phải là bản ghi"
    if suffix in (".html", ".htm"):
        return "" if _MARKUP.search(data[:4096]) else "nội dung không phải là trang web"
    if not data.startswith(_STARTS[suffix]):
        found = "một trang web (thường là trang báo lỗi)" if _MARKUP.search(data[:4096]) else "dạng khác"
        return f"nội dung không phải {suffix} mà là {found}"
    if suffix in (".docx", ".zip") and not zipfile.is_zipfile(io.BytesIO(data)):
        return f"tệp {suffix} bị cắt cụt"
    if suffix == ".pdf" and b"%%EOF" not in data[-2048:]:
        return "tệp .pdf bị cắt cụt"
    return ""
