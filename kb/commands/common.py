"""Shared by the commands: arguments, the published generation, JSON on stdout."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from tqdm import tqdm

from kb.console import add_data_option
from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.law.dates import parse_date
from kb.law.model import FileState
from kb.published import Published

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = object

STATES: dict[FileState, str] = {"read": "dùng", "kept": "giữ lại", "duplicate": "trùng", "skipped": "bỏ qua"}


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int | None], summary: str,
    *options: Literal["date", "json"],
) -> argparse.ArgumentParser:  # fmt: skip
    """A command of this name: `options` are those of the common arguments that it takes besides --data."""
    added = commands.add_parser(name, help=summary, description=summary)
    added.set_defaults(run=run)
    add_data_option(added)
    if "date" in options:
        when = "hiệu lực tại ngày: 2015-07-01 hoặc 01/7/2015"
        added.add_argument("--as-of", type=typed_date, default=None, metavar="NGÀY", help=when)
    if "json" in options:
        added.add_argument("--json", action="store_true", help="in một tài liệu JSON (docs/json.md)")
    return added


def typed_date(text: str) -> date:
    """The day that an argument writes as 2015-07-01 or 01/7/2015. Raises argparse.ArgumentTypeError."""
    try:
        return parse_date(text)
    except KnowledgeBaseError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def typed_depth(text: str) -> int:
    """The number of steps that an argument writes as 1, 2, 3 … Raises argparse.ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là số bậc: 1, 2, 3 …")
    return int(text)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Within it a function that shows how many of all are done, on a terminal alone."""
    with tqdm(desc=title, disable=None, leave=False, ncols=80, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def published(options: argparse.Namespace) -> Generation:
    """The generation to be used; a line on stderr says where it is an older one. Raises NothingPublished, DamagedGeneration."""
    handle = Published(options.data)
    generation = handle.current()
    if notice := handle.state().notice:
        print(notice, file=sys.stderr)
    return generation


def day(options: argparse.Namespace, linked: date | None = None) -> date:
    """The day that is asked about: that of --as-of, or that of a link, or today."""
    return options.as_of or linked or date.today()


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))
