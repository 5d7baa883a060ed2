"""Word segmentation: pyvi's words, whatever the text."""

import json
import random
import subprocess
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyvi.ViTokenizer import ViTokenizer

from kb.errors import SegmentationUnavailable
from kb.language.segment import Segmenter, segmenter
from kb.language.segment.model import read_weights
from kb.language.segment.tagging import best_labels

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
    sentence = "cơ quan thi hành án dân sự thụ lý đơn yêu cầu . "
    (one,), (long,) = (segmenter().tokenize([sentence * number]) for number in (1, 5000))
    assert long.split() == one.split() * 5000


# Rows of syllables in search form, each with its words.
ROWS = [
    "ủy_ban nhân_dân thực_hiện cưỡng_chế",
    "ủy_ban và tòa_án",
    "điều:30 pháp_luật 26/2008 thi_hành 15",  # an address or a number is no part of a word
    "",
    "thi_hành",
    "pháp | luật thi | hành",  # nothing is joined over a break
    "hành_chính",  # nor to the row before
]  # fmt: skip


@pytest.mark.parametrize("at_once", [1, 3, 500_000])
def test_rows_of_syllables_are_segmented_each_by_itself(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.language.segment.tagging._TOKENS", at_once)
    rows = [row.replace("_", " ").replace("|", "").split(" ") if row else [] for row in ROWS]
    names = ["", *sorted({syllable for row in rows for syllable in row} - {""})]
    tokens = np.array([names.index(syllable) for row in rows for syllable in row], np.int32)
    starts = np.cumsum([0, *map(len, rows)])
    joined = np.concatenate(list(segmenter().joins(names, tokens, starts))).tolist()
    found = []
    for begin, end in pairwise(starts.tolist()):
        words = zip(tokens[begin:end].tolist(), joined[begin:end], strict=True)
        found.append("".join(("_" if join else " ") + (names[token] or "|") for token, join in words).strip())
    assert found == ROWS


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(-6, 6), st.booleans()), min_size=1), st.lists(st.floats(-4, 4), min_size=4, max_size=4))
def test_the_best_labels_of_any_scores_have_the_highest_sum(tokens: list[tuple[float, bool]], steps: list[float]) -> None:
    """Whatever the scores: the labels that are computed side by side are as good as those computed one after another."""
    scores, parts = np.array([score for score, _ in tokens]), np.array([is_part for _, is_part in tokens])
    labels = best_labels(scores, parts, (steps[0], steps[1], steps[2], steps[3]))
    best = {label: label * scores[0] for label in (0, 1)}
    own = best[int(labels[0])]
    for at in range(1, len(tokens)):
        joins = not (parts[at] or parts[at - 1])
        ways = {label: [best[one] + joins * steps[2 * one + label] for one in (0, 1)] for label in (0, 1)}
        best = {label: max(ways[label]) + label * scores[at] for label in (0, 1)}
        one, label = int(labels[at - 1]), int(labels[at])
        own += joins * steps[2 * one + label] + label * scores[at]
    assert own == pytest.approx(max(best.values()))


def test_more_runs_than_are_remembered_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.language.segment.tagging._REMEMBERED", 7)
    forgetful = Segmenter(read_weights())
    chosen = random.Random(1)
    line = " ".join(chosen.choice(_SYLLABLES) for _ in range(200))
    assert forgetful.tokenize([line]) == segmenter().tokenize([line])


def test_without_what_words_are_told_apart_with_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvi", None)
    with pytest.raises(SegmentationUnavailable, match="pyvi"):
        read_weights()


def test_reading_the_weights_imports_neither_pyvi_nor_scikit_learn() -> None:
    code = "import sys; from kb.language.segment import segmenter; segmenter(); print({'pyvi', 'sklearn'} & sys.modules.keys())"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
