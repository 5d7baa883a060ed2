"""A topic (đề mục) of the codification (pháp điển) → the documents whose articles it interleaves.

Each article is four paragraphs of a class of their own: heading (pDieu), note of source (pGhiChu), text (pNoiDung), related
articles (pChiDan); headings of the topic (pChuong) stand between. The text is any HTML; what it leaves open ends with it.

Guarantees:
1. Every character of every text (pNoiDung) is in exactly one paragraph of exactly one reading, in order. Markup that is no HTML
   ("<p1.", "<giải thể>") is text; what a browser writes before items of a list is text too.
2. An article belongs to the document that its note names, and has the number that the note gives; without a note it is in a
   reading of its own that states no document, and without a number none is made up.
3. What the notes of one document say differently is kept as claims beside what most of them say.
4. One topic is read in time and memory linear in its size; articles are parsed one by one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape

from kb.errors import UnreadableFile
from kb.law.eid import sort_key
from kb.law.model import Codified, Entry, Reading
from kb.law.naming import name_key, number_key
from kb.readers.codification.facts import Said, amenders, stated_entry
from kb.readers.codification.source_note import SourceNote, parse_note
from kb.readers.finish import Piece, clean_text, finish, halves_repair, is_blank, kept_repair, lowered_repair, raised_repair
from kb.readers.text.text_file import charset_of, decode
from kb.readers.web.fragment import HALVES, KEPT_NUMBERS, LOWERED_NUMBERS, RAISED_NUMBERS, TooDeep, pieces_of

_FRAME = re.compile(r"""<p\b[^<>]*?\bclass\s*=\s*["']?(pChuong|pDieu|pGhiChu|pNoiDung|pChiDan)\b["']?[^>]*>""", re.IGNORECASE)
_TITLE = re.compile(rb"<h3\b[^<>]*+>\s*+" + "Đề mục".encode() + rb"\s+\d")
_TOPIC = re.compile(r"Đề mục\s+(\d+(?:\.\d+)*)")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_ANCHOR = re.compile(r"""<a\b[^<>]*?\bname\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)
# "Điều 7.5.NĐ.1.3. Tên điều": đề mục 7.5, the first nghị định in it, its third article (Nghị định 63/2013/NĐ-CP).
_HEADING = re.compile(r"Điều\s+(?P<code>\d+\.\d+\.[A-ZĐ]+(?:\.\d+[a-zđ]*)+)\.?(?:\s+|$)(?P<title>.*)", re.DOTALL)
_OWN_HEADING = re.compile(r"Điều\s+(\d+[a-zđ]*)\.(?:\s|$)")
_LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<title>.*?)</a>", re.IGNORECASE | re.DOTALL)
_TARGET = re.compile(r"ViewNoiDungPhapDien\('(\d+)'\)")

UNKNOWN_SOURCE = "không rõ văn bản nguồn"
_TOPIC_HEADINGS = "tiêu đề phần, chương, mục của đề mục pháp điển"
_TOPIC_RELATED = "chỉ dẫn của chương, mục trong đề mục pháp điển"
_PAGE = "phần khung của trang web quanh đề mục"


@dataclass(frozen=True, slots=True)
class _Article:
    """One article as its four paragraphs give it, in HTML."""

    anchor: str
    heading: str
    content: str
    note: str
    source: SourceNote
    related: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        """The number that the codification gives the article: "7.5.NĐ.1.3", or ""."""
        found = _HEADING.match(self.heading)
        return found["code"] if found else ""


def is_topic(data: bytes) -> bool:
    """Whether an HTML file is a topic (đề mục) of the codification, with articles or still without."""
    return all(mark in data for mark in (b"pDieu", b"pGhiChu", b"pNoiDung")) or _TITLE.search(data, 0, 4096) is not None


def read(data: bytes, name: str) -> Iterator[Reading]:
    """One reading for each document in the topic, in the order in which it names them; articles in order of their numbers.

    Raises UnreadableFile where the topic has no article, and where an article is nested too deep to be read.
    """
    topic, documents, left_out = _documents(data, name)
    for articles in documents.values():
        try:
            reading = _reading(articles, topic)
        except TooDeep as error:
            raise UnreadableFile(f"{name}: {error}") from error
        if left_out:  # what belongs to the topic as a whole is told once
            told = tuple(f"{count} {what}" for what, count in left_out.items() if count)
            reading, left_out = replace(reading, left_out=(*reading.left_out, *told)), Counter()
        yield reading


def stated_in(data: bytes, name: str) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
    """What the notes of source in a topic state, of each document that they name: its entry, and those that changed it.

    They are `stated` and `named` of what `read` gives, in its order; the texts are not read. Raises UnreadableFile where the
    topic has no article.
    """
    topic, documents, _ = _documents(data, name)
    for articles in documents.values():
        if said := _said(sorted(articles, key=_order), topic):
            yield stated_entry(said), amenders(said)


def _documents(data: bytes, name: str) -> tuple[str, dict[tuple[str, str], list[_Article]], Counter[str]]:
    """The number of a topic, the articles of each document in it, and what is left out of the topic as a whole."""
    text = decode(data, name, charset_of(data))
    found = _TOPIC.search(text)
    topic = found[1] if found else ""
    left_out: Counter[str] = Counter()
    documents: dict[tuple[str, str], list[_Article]] = {}
    for article in _articles(text, left_out):
        documents.setdefault(_key(article.source), []).append(article)
    if not documents:
        raise UnreadableFile(f"{name}: đề mục pháp điển {topic} chưa có điều nào".replace("  ", " "))
    return topic, documents, left_out


def _articles(text: str, left_out: Counter[str]) -> Iterator[_Article]:
    marks = list(_FRAME.finditer(text))
    left_out[_PAGE] += bool(marks)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts: dict[str, list[str]] = {}
    for mark, end in zip(marks, ends, strict=False):
        kind, inner = mark[1], text[mark.end() : end]
        if kind in ("pDieu", "pChuong") and parts:
            yield _article({kind: "".join(pieces) for kind, pieces in parts.items()})
            parts = {}
        if kind == "pChuong":
            left_out[_TOPIC_HEADINGS] += 1
        elif kind == "pDieu" or parts:
            parts.setdefault(kind, []).append(inner)
        else:
            left_out[_TOPIC_RELATED] += 1
    if parts:
        yield _article({kind: "".join(pieces) for kind, pieces in parts.items()})


def _article(parts: dict[str, str]) -> _Article:
    heading, note = parts.get("pDieu", ""), _plain(parts.get("pGhiChu", ""))
    anchor = _ANCHOR.search(heading)
    related_to = parts.get("pChiDan", "")
    related_to = related_to[: related_to.lower().rfind("</a>") + len("</a>")]  # what is not closed is no link
    links = [(_TARGET.search(link["attributes"]), _plain(link["title"])) for link in _LINK.finditer(related_to)]
    related = tuple((target[1] if target else "", title) for target, title in links)
    content = parts.get("pNoiDung", "")
    return _Article(anchor[1] if anchor else "", _plain(heading), content, note, parse_note(note), related)


def _plain(markup: str) -> str:
    """The text of markup that holds links and line ends only."""
    return clean_text(unescape(_TAG.sub("", markup)))


def _key(source: SourceNote) -> tuple[str, str]:
    """The key that the articles of one document share: its type and number or title; ("", "") where none is named."""
    document = source.document
    if document is None:
        return "", ""
    return document.type, number_key(document.number) if document.number else name_key(document.title)


def _reading(articles: list[_Article], topic: str) -> Reading:
    articles = sorted(articles, key=_order)
    left_out: Counter[str] = Counter()
    pieces: list[Piece] = []
    begins: list[int] = []
    for article in articles:
        begins.append(len(pieces))
        if heading := _heading(article):
            pieces.append(Piece(heading))
        try:
            pieces += [piece for piece in pieces_of(article.content, left_out) if not is_blank(piece.text)]
        except TooDeep as error:
            raise TooDeep(f"Điều {article.code}: {error}") from error
    kept, apart, low, halves = (left_out.pop(name, 0) for name in (KEPT_NUMBERS, RAISED_NUMBERS, LOWERED_NUMBERS, HALVES))
    repairs = [*_renumbered(articles), *kept_repair(kept), *raised_repair(apart), *lowered_repair(low), *halves_repair(halves)]
    reading = finish(pieces, repairs, left_out)
    codified = tuple(
        Codified(_number(article), begin, article.anchor, article.note, article.related)
        for article, begin in zip(articles, begins, strict=True)
    )
    if not (said := _said(articles, topic)):
        return replace(reading, part=UNKNOWN_SOURCE, codified=codified)
    entry = stated_entry(said)
    return replace(reading, part=entry.number or entry.label, stated=entry, named=amenders(said), codified=codified)


def _said(articles: Iterable[_Article], topic: str) -> list[Said]:
    """What the notes of the articles of one document state."""
    return [Said(a.source.document, _source(topic, a), a.source.changed_by) for a in articles if a.source.document]


def _order(article: _Article) -> tuple[bool, tuple[tuple[int, str], ...]]:
    """Articles by number, 7 < 7a < 8; those without a number after them, as they come."""
    return not article.source.article, sort_key(article.source.article)


def _number(article: _Article) -> str:
    own = _OWN_HEADING.match(article.heading)
    return article.source.article or (own[1] if own else "")


def _heading(article: _Article) -> str:
    """The heading as the article's own document writes it: its number for the codification's, "" where nothing is left."""
    found = _HEADING.match(article.heading)
    if found is None:
        return article.heading
    number, title = article.source.article, found["title"]
    if not number:
        return str(title)
    own = _OWN_HEADING.match(title)  # "Điều 32.3.TT.5.1. Điều 1. Phạm vi": both numbers stand there
    return f"Điều {number}. {title[own.end() :] if own and own[1] == number else title}".strip()


def _renumbered(articles: list[_Article]) -> list[str]:
    """The repairs of the numbers of the codification, as Vietnamese sentences."""
    coded = [article for article in articles if article.code]
    numbered = [article for article in coded if article.source.article]
    repairs = []
    if numbered:
        first, last = numbered[0], numbered[-1]
        span = f"{first.code} → Điều {first.source.article}"
        span += f" … {last.code} → Điều {last.source.article}" if last is not first else ""
        repairs.append(f"{len(numbered)} số của pháp điển được thay bằng số điều theo ghi chú nguồn ({span})")
    for article in numbered:
        if article.code.rpartition(".")[2] != article.source.article:
            repairs.append(f"Điều {article.code} của pháp điển là Điều {article.source.article} theo ghi chú nguồn")
    for article in coded:
        if not article.source.article:
            repairs.append(f"Điều {article.code} của pháp điển không rõ số điều trong văn bản nguồn, số của pháp điển được bỏ")
    return repairs


def _source(topic: str, article: _Article) -> str:
    return f"pháp điển, đề mục {topic}, Điều {article.code}"
