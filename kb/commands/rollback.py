"""`rollback`: the generation before the published one serves again."""

import argparse

from kb import build as builder
from kb.commands.common import Commands, add_command

_WHAT = """Dùng lại kho trước kho đang dùng, sau khi kiểm mọi tệp của nó; trang web đổi theo ngay, không phải khởi động lại.
Chạy lần nữa thì trở về kho mới hơn. Lần dựng sau không tự đưa kho đã bỏ trở lại: chỉ khi văn bản hoặc chương trình thay đổi,
hoặc với build --force, mới có kho mới."""


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "rollback", run, "Dùng lại kho trước kho đang dùng")
    added.description = _WHAT


def run(options: argparse.Namespace) -> None:
    """Publish the other generation, and say which."""
    number, to = builder.roll_back(options.data)
    print(f"Đã bỏ kho số {number}; từ giờ dùng kho số {to}")
