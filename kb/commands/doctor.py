"""`doctor`: what is wrong with this installation, a line a check."""

import argparse
from datetime import datetime

from kb.commands.common import Commands, add_command
from kb.doctor import diagnose
from kb.doctor.foundation import print_outcomes
from kb.doctor.installation import Installation

_LAST_PORT = 65535


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "doctor", run, "Tìm xem bản cài đặt này có gì hỏng và cách chữa", "json")
    added.add_argument("--host", default="127.0.0.1", help="địa chỉ mà trang web lắng nghe (mặc định: %(default)s)")
    added.add_argument("--port", type=_port, default=8000, help="cổng của trang web (mặc định: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Print the outcome of each check; 1 where anything is broken, else 0."""
    installation = Installation(options.data, options.host, options.port, datetime.now().astimezone())
    return print_outcomes(diagnose(installation), as_json=options.json)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"phải là số từ 1 đến {_LAST_PORT}, không phải “{text[:40]}”")
    return int(text)
