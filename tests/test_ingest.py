"""Floors of what is measured on real documents by `python -m bench.ingest`: a figure here may be raised; it is lowered only
with a reason in docs/decisions.md.
"""

from pathlib import Path

import pytest

from bench import lost, structure
from kb.build import READINGS
from kb.build.cache import open_cache
from kb.build.processes import Workers
from kb.build.publishing import program_hash
from kb.build.reading import Scope, read_files
from kb.generation import Generation
from kb.law.model import Paragraph, Reading, Tree
from kb.readers import can_recognize

# One or two files of each form, the smallest of which the whole report has (`python -m bench.lost` compares all).
COMPARED = (
    "chi-thi-thads/chi-thi.md",
    "luat-55-2019/VBPL_139886.docx",
    "luat-64-2014/Luật-64-2014-QH13.docx",
    "luat-xlvphc-2012/90_VBHN-VPQH_699548.docx",
    "luat-55-2019/Luat-Kiem-toan-nha-nuoc-sua-doi-2019-410870.html",
    "luat-khieu-nai-2011/Luat-khieu-nai-2011-132446.html",
    "luat-pha-san-2014/Luật Phá sản 2014.pdf",
    "nd-150-2026/nghi-dinh-so-150-2026-nd-cp-469522.pdf",
    "nd-150-2026/nghi-dinh-so-150-2026-nd-cp-469522.txt",
    "nd-152-2024/vbpl_171896.json",
)


@pytest.mark.parametrize("file", COMPARED)
def test_nothing_is_lost_that_the_reader_does_not_name(shared: Path, file: str) -> None:
    row = lost.lost(shared / "corpus" / file)
    assert row.characters > 5000
    assert row.is_explained, row.missing
    assert row.added == ()


def test_what_is_lost_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Điều 1. Phạm vi\nMột dòng.\nDòng bị mất.\n", "utf-8")
    whole = lost.lost(path)
    assert (whole.missing, whole.added) == ((), ())
    other = ("Điều 1. Phạm vi", "Một dòng.", "Dòng thêm.")
    monkeypatch.setattr(lost, "documents", lambda path: iter([Reading(tuple(map(Paragraph, other)))]))
    row = lost.lost(path)
    assert row.missing == ("Dòngbịmất.",)
    assert row.added == ("Dòngthêm.",)
    assert not row.is_explained


def test_every_expected_article_is_found(shared: Path, real: Generation) -> None:
    # What the build has read of the files is not read again.
    cache = open_cache(real.folder.parents[1] / READINGS, program_hash())
    scope = Scope(can_recognize(), internal=False)

    def kept(path: Path) -> Tree:
        (file,) = read_files(cache, [path], Workers(0), scope, lambda done, total: None)
        (document,) = file.documents
        return cache.body(document.text).tree

    counts = structure.article_counts(shared, kept)
    assert len(counts) >= 33
    assert [(row.file, row.found) for row in counts] == [(row.file, row.expected) for row in counts]
