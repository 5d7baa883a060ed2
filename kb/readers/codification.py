"""Stub."""

from collections.abc import Iterator

from kb.errors import UnsupportedForm
from kb.model import Reading


def is_topic(data: bytes) -> bool:
    """Whether an HTML file is a topic (đề mục) of the codification."""
    return data.count(b"pGhiChu", 0, 20000) > 1


def read(data: bytes, name: str) -> Iterator[Reading]:
    """Stub."""
    raise UnsupportedForm(f"{name}: chưa đọc được đề mục pháp điển (nhiều văn bản xen kẽ trong một tệp)")
