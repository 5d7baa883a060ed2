"""The command line: one file a command, each with `add` (its arguments) and `run` (options to an exit code, None for 0)."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from kb.commands import build, check, cite, doctor, fetch, link, pack, rollback, search, show, status, unpack
from kb.console import LOG, add_version_option, forgiving_streams, log_to, program, speak_utf8, speak_vietnamese
from kb.errors import KnowledgeBaseError, reason_of
from kb.published import Published

_COMMANDS = (build, search, show, cite, check, link, fetch, status, pack, unpack, rollback, doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 success, 1 failure with one line on stderr, 2 wrong use."""
    speak_utf8()
    speak_vietnamese()
    with forgiving_streams():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    try:
        log_to(options.data / LOG)
        code = options.run(options)
        sys.stdout.flush()
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'Hệ thống'}: không đọc hoặc ghi được ({reason_of(error)})", file=sys.stderr)
        return 1
    except UnicodeEncodeError as error:  # a byte of an argument that is no character, in a name that a library passes on
        print(f"Tham số không dùng được: {reason_of(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; kho đang dùng vẫn như cũ, chạy lại lệnh để làm tiếp.", file=sys.stderr)
        return 1
    except Exception as error:
        if (damage := _damage(options.data)) is None:
            raise
        print(damage, file=sys.stderr)
        logging.getLogger(__name__).error("%s", damage, exc_info=error)
        return 1
    return int(code or 0)


def _damage(data: Path) -> str | None:
    """The line that says that an unexpected error comes of a damaged generation; None where all files of it are whole."""
    published = Published(data)
    try:
        before, state = published.current().number, published.verify()
    except KnowledgeBaseError:
        return None
    if state.number == before:
        return None
    return f"{data}: kho số {before} bị hỏng ({state.problems[0]}); hãy chạy “{program()} build --force”"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program().removeprefix("python "),
        description="Kho văn bản pháp luật và văn bản Đảng: dựng, tìm, viện dẫn.",
    )
    add_version_option(parser)
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    for command in _COMMANDS:
        command.add(commands)
    return parser
