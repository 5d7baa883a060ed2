"""Links in texts and pages."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.generation import Generation
from kb.law.model import Reference
from kb.materials.link import link_html, link_text, linkable, text_page
from kb.materials.material import link_file


def _reference(text: str, words: str, url: str | None = "/van-ban/a/dieu-1", note: str = "") -> Reference:
    start = text.index(words)
    return Reference(start, start + len(words), words, "provision", "a", "art_1", None, "", url, "dẫn chiếu", "exact", note)


def _cite(text: str) -> list[Reference]:
    """Stands for the engine: every "Điều 1" is a citation."""
    found, at = [], text.find("Điều 1")
    while at >= 0:
        found.append(Reference(at, at + 6, "Điều 1", "provision", "a", "art_1", None, "", "/x", "dẫn chiếu", "exact"))
        at = text.find("Điều 1", at + 6)
    return found


A = '<a class="vien-dan vien-dan-exact" href="/x">'

PAGES = [
    ("plain text", "<p>Theo Điều 1 này.</p>", f"<p>Theo {A}Điều 1</a> này.</p>"),
    (
        "attributes, comments and case stay",
        "<P CLASS=x><!-- Điều 1 -->Điều 1</P>",
        f"<P CLASS=x><!-- Điều 1 -->{A}Điều 1</a></P>",
    ),
    ("a citation over inline tags", "<p><b>Điều</b> 1</p>", f"<p><b>{A}Điều</a></b>{A} 1</a></p>"),
    ("no citation over a block", "<p>Điều</p> <p>1</p>", "<p>Điều</p> <p>1</p>"),
    ("what is a link stays", '<a href="/y">Điều 1</a> Điều 1', f'<a href="/y">Điều 1</a> {A}Điều 1</a>'),
    (
        "script and style stay",
        "<script>'Điều 1'</script><style>Điều 1</style>",
        "<script>'Điều 1'</script><style>Điều 1</style>",
    ),
    ("named and numbered characters", "&amp; Điề&#117; 1 &lt;", f"&amp; {A}Điề&#117; 1</a> &lt;"),
    ("a lone ampersand, an open tag", "a & b < c Điều 1 <p", f"a & b < c {A}Điều 1</a> <p"),
]


@pytest.mark.parametrize(("page", "linked"), [pair for _, *pair in PAGES], ids=[case for case, *_ in PAGES])
def test_a_page_gains_links_and_nothing_else(page: str, linked: str) -> None:
    assert link_html(page, _cite) == linked


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "Điều 1", " ", "&amp;", "<", ">", "\n", "x"]))
)
def test_without_its_links_a_linked_page_is_the_page(parts: list[str]) -> None:
    page = "".join(parts)
    linked = link_html(page, _cite)
    pieces = linked.split(A)
    assert pieces[0] + "".join(piece.replace("</a>", "", 1) for piece in pieces[1:]) == page


def test_text_becomes_markdown_and_what_has_no_target_stays_plain() -> None:
    text = "Theo Điều 1 và Điều 9."
    references = [_reference(text, "Điều 1"), _reference(text, "Điều 9", url=None)]
    assert link_text(text, references, "http://kho") == "Theo [Điều 1](http://kho/van-ban/a/dieu-1) và Điều 9."


SILENT = ["[Điều 1](http://x/y)", "[Điều 1][a]", "`Điều 1`", "```\nĐiều 1\n```", '<a href="z">Điều 1</a>', "<http://x/Điều1>"]


@pytest.mark.parametrize("written", SILENT)
def test_what_is_a_link_or_code_in_markdown_stays(written: str) -> None:
    assert link_text(written, _cite(written)) == written


def test_linking_twice_is_linking_once() -> None:
    once = link_text("Theo Điều 1.", _cite("Theo Điều 1."))
    assert link_text(once, _cite(once)) == once


def test_a_nested_citation_is_linked_as_the_outer_one() -> None:
    text = "Luật sửa đổi Luật THADS"
    outer, inner = _reference(text, text, url="/ngoai"), _reference(text, "Luật THADS", url="/trong")
    assert linkable([outer, inner]) == [outer]


def test_what_a_page_shows_is_escaped() -> None:
    text = '<b>"Điều 1"</b>'
    page = text_page(text, [_reference(text, "Điều 1", note='lời "chú" <x>')], title="<t>")
    assert "<b>" not in page
    assert 'title="lời &quot;chú&quot; &lt;x&gt;"' in page


def test_a_file_is_linked_and_its_words_stay(generation: Generation, tmp_path: Path) -> None:
    source = tmp_path / "bai.html"
    words = "<p>Theo Điều 4 Luật Trồng cây số 901/2010/QH12 và Luật Trồng cây.</p>\r\n"
    source.write_bytes(words.encode())
    out = tmp_path / "bai-moi.html"
    found = link_file(generation, source, out, "http://kho")
    assert [r.resolution for r in found] == ["exact", "inferred"]
    link = '<a class="vien-dan vien-dan-exact" href="http://kho/van-ban/901-2010-qh12/dieu-4">'
    linked = words.replace("Điều 4 Luật Trồng cây số 901/2010/QH12", f"{link}Điều 4 Luật Trồng cây số 901/2010/QH12</a>")
    assert out.read_bytes().decode().startswith(linked[: linked.index(" và ")])
    assert out.read_bytes().decode().endswith(".</p>\r\n")


def test_a_form_that_cannot_be_linked_is_refused_with_its_name(generation: Generation, tmp_path: Path) -> None:
    file = tmp_path / "bai.docx"
    file.write_bytes(b"x")
    with pytest.raises(kb.KnowledgeBaseError, match=r"bai\.docx"):
        link_file(generation, file, tmp_path / "moi.docx")
