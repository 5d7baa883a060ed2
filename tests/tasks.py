"""Tasks for further processes, which import no more than this."""

import os
import threading


class Unsendable(Exception):
    """An error that cannot be sent to another process: it is made of two things, and keeps one."""

    def __init__(self, first: str, *, second: str) -> None:
        super().__init__(first + second)
        self.lock = threading.Lock()


def die(number: int) -> int:
    """The number; of 7, the end of the process."""
    if number == 7:
        os._exit(9)
    return number


def fail_unsendably(number: int) -> int:
    """An error that no other process can be sent."""
    raise Unsendable(str(number), second="")
