"""`link`: the same file with its citations turned into links."""

import argparse
from pathlib import Path

from kb.commands.common import Commands, add_command, published
from kb.language.text import printable
from kb.materials.material import link_file


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "link", run, "Chép một tệp, biến các viện dẫn thành liên kết")
    added.add_argument("file", type=Path, metavar="TỆP")
    added.add_argument("-o", "--output", type=Path, required=True, metavar="TỆP_MỚI")
    where = "địa chỉ máy chủ trong liên kết"
    added.add_argument("--base-url", type=_address, default="http://127.0.0.1:8000", metavar="URL", help=where)


def _address(text: str) -> str:
    if printable(text) != text:
        raise argparse.ArgumentTypeError(f"“{printable(text)}” không phải là một địa chỉ")
    return text


def run(options: argparse.Namespace) -> None:
    """Write the linked file."""
    found = link_file(published(options), options.file, options.output, options.base_url.rstrip("/"))
    linked = sum(reference.url is not None for reference in found)
    print(f"{options.output}: {linked} liên kết, {len(found) - linked} viện dẫn chưa rõ đích")
