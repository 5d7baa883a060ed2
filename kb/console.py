"""The console that a program speaks to."""

import sys


def speak_utf8() -> None:
    """Have standard output and error write UTF-8: on Windows a file or a service pipe defaults to another encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
