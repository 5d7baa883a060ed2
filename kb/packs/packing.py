"""Writing what was collected to one file.

Guarantees:
1. The file is there whole or not at all: it grows under another name and is renamed when it is on disk.
2. It is read back and compared before it gets its name: what cannot be unpacked is not handed on.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from kb.errors import KnowledgeBaseError, reason_of
from kb.packs import container
from kb.packs.bag import Pack, members_to_write, open_pack, pack_file, tag_files
from kb.packs.collecting import Collected
from kb.packs.container import BadPack
from kb.packs.contents import source_bytes
from kb.readers import form_of


class NotPacked(KnowledgeBaseError):
    """A pack cannot be written: no space is left, the name is one that a build would read, or a file has changed meanwhile."""


def check_target(path: Path) -> None:
    """Raise NotPacked where no pack may be written to `path`."""
    if form := form_of(path.name):
        other = f"hãy đặt tên khác, như {path.stem}.goi"
        raise NotPacked(f"{path}: đuôi {form.suffix} là của văn bản mà lần build sau sẽ đọc; {other}")
    if path.is_dir():
        raise NotPacked(f"{path}: là một thư mục, hãy nêu tên tệp gói, như {path / 'luat.goi'}")
    if path.exists():
        try:
            with pack_file(path) as file:
                open_pack(file, path)
        except BadPack:
            raise NotPacked(f"{path}: đã có tệp này và nó không phải một gói nguyên vẹn; không ghi đè") from None


def pack_to(path: Path, collected: Collected) -> Pack:
    """Write a pack to `path`, where another pack may stand. Raises NotPacked and TooLarge; then nothing is left."""
    check_target(path)
    tags = tag_files(collected.record, collected.facts)
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("wb") as file:
            container.write(file, members_to_write(tags, collected.facts, _contents(collected)))
            file.flush()
            os.fsync(file.fileno())
        with pack_file(new) as file:
            pack = open_pack(file, path)
        new.replace(path)
    except OSError as error:
        raise NotPacked(f"{path}: không ghi được gói ({reason_of(error)})") from error
    finally:
        new.unlink(missing_ok=True)
    return pack


def _contents(collected: Collected) -> Iterator[tuple[str, bytes]]:
    for packed in collected.record.files:
        source = collected.sources[packed.path]
        data = source_bytes(source)
        if hashlib.sha256(data).hexdigest() != packed.sha256:
            raise NotPacked(f"{source.shown}: tệp đã thay đổi trong khi đóng gói; hãy build lại rồi đóng gói")
        yield packed.path, data
