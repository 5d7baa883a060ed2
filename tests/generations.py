"""Small data folders with several generations, for the tests of damage, rollback and fallback."""

import shutil
from datetime import date
from pathlib import Path

from flask import Flask

from kb import build as builder
from kb.generation import GENERATIONS
from kb.published import Published
from webapp import create_app

TODAY = date(2026, 11, 23)
DOCUMENT = "941-2019-qh14"
_LAW = """QUỐC HỘI

Luật số: {number}

Hà Nội, ngày 12 tháng 6 năm 2019

LUẬT

TRỒNG KHOAI

Điều 1. Giống khoai

1. Người trồng khoai chọn giống {word}.

2. Xã giữ giống theo Điều 2 của Luật này.

Điều 2. Kho giống

Kho giống mở cửa vào mùa {word}.
"""


def write_law(corpus: Path, word: str) -> None:
    """Write the one law of a folder; `word` stands in it, and tells one build from another."""
    corpus.mkdir(exist_ok=True)
    (corpus / "luat.md").write_text(_LAW.format(number="941/2019/QH14", word=word), "utf-8")


def build_words(folder: Path, *words: str) -> Path:
    """The data folder below `folder`, with one generation after another; each has its word in the law of `folder`/van-ban."""
    for word in words:
        write_law(folder / "van-ban", word)
        builder.build([folder / "van-ban"], folder / "var")
    return folder / "var"


def copied(data: Path, to: Path) -> Path:
    """A copy of a data folder of `build_words` with its documents, in the new folder `to`: the data folder there."""
    shutil.copytree(data.parent, to)
    return to / data.name


def folder_of(data: Path, number: int) -> Path:
    """The folder of a generation."""
    return data / GENERATIONS / str(number)


def served_word(published: Published, *words: str) -> str:
    """Which of some words the law has that is served."""
    text = published.current().store.passage(DOCUMENT, "art_2", TODAY)
    assert text is not None
    (word,) = (word for word in words if word in text.text)
    return word


def watched_app(data: Path) -> Flask:
    """The web app, whose server looks at the files before each request."""
    app = create_app(data, {"TESTING": False})
    app.extensions["published"] = Published(data, watch=True, look=0)
    return app


def flip(path: Path, bit: int) -> None:
    """Turn one bit of a file, by its number from the start of the file."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))
