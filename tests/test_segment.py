"""Word segmentation: pyvi's words, whatever the text."""

import json
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyvi.ViTokenizer import ViTokenizer

from kb.language.segment import Segmenter, compounds, segmented_words, segmenter
from kb.language.segment.model import read_weights

LINES = [
    # what pyvi's pattern has a rule of its own for
    "TP.HCM gửi a.b@moj.gov.vn, xem https://moj.gov.vn/a?b=1 và ThS. Nguyễn Văn A... -> 1.000,5 đồng ==> hết >>",
    # line breaks are tokens, other white space is none
    "thi hành án\ndân sự\n\n của\u00a0Tòa án\tnhân dân\n",
    # nothing to segment stays as it is
    "", " ", "\n", "\t\u2003",
    # capitals, digits and punctuation inside a word
    "Ủy Ban nhân Dân CẤP XÃ 12A Điều 5a khoản 1/2 (thi - hành)",
    # letters whose lower case is longer or depends on the place
    "İSTANBUL ΣΟΦΟΣ ΣΑΣ ﬁ ǅ",
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_segmented_as_pyvi_does(line: str) -> None:
    assert segmenter().tokenize([line]) == [ViTokenizer.tokenize(line)]


def test_lines_of_laws_are_segmented_as_pyvi_does(shared: Path) -> None:
    """A tenth of the retrieval laws, as they stand and in capitals; bench/segmentation compares all that is at hand."""
    laws = json.loads((shared / "bench" / "retrieval" / "laws.json").read_text("utf-8"))
    texts = [unicodedata.normalize("NFC", article["text"]) for law in laws for article in law["articles"]]
    lines = [line for text in texts[::10] for line in text.splitlines()]
    lines += [line.upper() for line in lines[::10]]
    assert len(lines) > 1000
    assert segmenter().tokenize(lines) == [ViTokenizer.tokenize(line) for line in lines]


_SYLLABLES = (
    "thi",
    "hành",
    "án",
    "Dân",
    "sự",
    "ủy",
    "ban",
    "NHÂN",
    "dân",
    "cấp",
    "xã",
    "Điều",
    "5a",
    "khoản",
    "1.2",
    "THADS.",
    "-",
    ",",
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.one_of(st.sampled_from(_SYLLABLES), st.text(max_size=8))).map(" ".join), max_size=6))
def test_any_lines_are_segmented_as_pyvi_does(lines: list[str]) -> None:
    lines = [unicodedata.normalize("NFC", line) for line in lines]  # pyvi composes what it is given
    assert segmenter().tokenize(lines) == [ViTokenizer.tokenize(line) for line in lines]


def test_a_long_line_gives_the_words_of_its_parts() -> None:
    """A full stop between spaces parts what stands around it far enough for the labels not to touch."""
    sentence = "Cơ quan thi hành án dân sự thụ lý đơn yêu cầu . "
    one = segmented_words(sentence)
    assert segmented_words(sentence * 5000) == one * 5000


def test_tone_style_and_capitals_do_not_change_the_words() -> None:
    asked = "ủy ban nhân dân thực hiện cưỡng chế"
    assert (
        segmented_words("Uỷ Ban Nhân Dân THỰC HIỆN cưỡng chế")
        == segmented_words(asked)
        == ("ủy_ban", "nhân_dân", "thực_hiện", "cưỡng_chế")
    )
    assert compounds("Ủy ban và Tòa án.") == ("ủy_ban", "tòa_án")


def test_more_runs_than_are_remembered_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.language.segment.tagging._REMEMBERED", 7)
    forgetful = Segmenter(read_weights())
    chosen = random.Random(1)
    line = " ".join(chosen.choice(_SYLLABLES) for _ in range(200))
    assert forgetful.tokenize([line]) == segmenter().tokenize([line])
