"""The values that pass between stages: all frozen, all offsets in characters of the text they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal

from kb.language.text import Span
from kb.law.dates import write_date
from kb.law.levels import LevelCode
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.statuses import StatusWord, Tone
from kb.law.types import TITLED

ParagraphKind = Literal["text", "table", "note"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a source: NFC, without line breaks, white space folded to single spaces.

    `kind` is "text", "table" (a cell of a table; never opens a provision) or "note" (a footnote).
    """

    text: str
    kind: ParagraphKind = "text"


@dataclass(frozen=True, slots=True)
class Provision:
    """One node of a document's tree; its four own spans index `Tree.text` and exclude its children's.

    In reading order: `marker` ("Điều 35.", "a)", "-"), `heading` (the title after it), `intro` (its own paragraphs before
    the children), the children, `wrap_up` (its own paragraphs after them). A span that has nothing is empty.
    """

    eid: str
    level: LevelCode
    number: str  # as written, without marks: "35", "7a", "II", "đ", "3.1"; "" where there is none
    marker: Span
    heading: Span
    intro: Span
    wrap_up: Span
    children: tuple["Provision", ...] = ()

    @property
    def own(self) -> tuple[Span, ...]:
        """The non-empty own spans, in reading order."""
        return tuple(span for span in (self.marker, self.heading, self.intro, self.wrap_up) if span)

    @property
    def span(self) -> Span:
        """From its first character to its last, descendants included."""
        first = last = self
        while not (first.marker or first.heading or first.intro) and first.children:
            first = first.children[0]
        while not last.wrap_up and last.children:
            last = last.children[-1]
        begin = first.marker or first.heading or first.intro or first.wrap_up
        return Span(begin.start, (last.wrap_up or last.intro or last.heading or last.marker).end)

    @property
    def offsets(self) -> tuple[int, ...]:
        """The begin and end of its four own spans, in reading order, then those of the whole: ten numbers."""
        return (*self.marker, *self.heading, *self.intro, *self.wrap_up, *self.span)

    def walk(self) -> Iterator["Provision"]:
        """This provision and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """A document's structure: the whole text (paragraphs joined by "\\n"), the top provisions, reported corrections."""

    text: str
    provisions: tuple[Provision, ...]
    corrections: tuple[str, ...] = ()

    def walk(self) -> Iterator[Provision]:
        """Every provision, in reading order."""
        for provision in self.provisions:
            yield from provision.walk()

    def way_to(self, eid: str) -> tuple["Provision", ...]:
        """The provisions from the top down to the one with this eId; () where there is none."""
        ways: list[tuple[Provision, ...]] = [(provision,) for provision in self.provisions]
        while ways:
            way = ways.pop()
            if way[-1].eid == eid:
                return way
            ways += [(*way, child) for child in way[-1].children]
        return ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from the top of a document down to a provision: level, number, title."""

    level: LevelCode
    number: str
    heading: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A provision taken out of its document: the way to it from the top, itself last, and its text, parts included."""

    way: tuple[Step, ...]
    text: str

    @property
    def heading(self) -> str:
        """The title of the provision, or of the nearest above it that has one; "" where none has."""
        return next((step.heading for step in reversed(self.way) if step.heading), "")


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` to the document `target`, with the source that says so."""

    kind: DocumentRelation
    target: str
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The word of `source` on the fact `field`, written out, where a more trusted source says otherwise."""

    field: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class EndingException:
    """What an ending leaves in force, in the words of the text: "trừ quy định tại khoản 1 Điều 116 của Luật này".

    `clause` (document id, eId) and its `label` are the transitional provision that says so, where one does; `until` is the
    last day on which what is left applies, None where no day is said.
    """

    words: str
    clause: tuple[str, str] | None = None
    label: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A provision of a document, or all of it, no longer applies, or for some time: as a clause of another document says."""

    document: str  # which ends
    eid: str  # of what ends in it; "" for all of it
    day: date | None  # the first on which it does not apply; None where it is not known
    relation: CitationRelation  # how: REPLACES, REPEALS, ENDS or SUSPENDS
    clause: tuple[str, str]  # that says so: document id, eId
    label: str  # of that clause: "Khoản 2 Điều 115 Luật Thi hành án dân sự số 106/2025/QH15"
    exceptions: tuple[EndingException, ...] = ()
    area: str = ""  # where it ends, by locality ("lam-dong"); "" for everywhere
    until: date | None = None  # the last day of a suspension; None where it has none, and for what ends


@dataclass(frozen=True, slots=True)
class Entry:
    """The facts of one document. What is not known is None or empty, never guessed."""

    id: str
    type: str  # "Luật", "Bộ luật", "Nghị định", "Thông tư liên tịch", "Kết luận", "Chỉ thị" …
    number: str | None  # "26/2008/QH12", "84-KL/TW"; None where the document has none
    issuer: str | None
    issued: date | None
    title: str  # without the type: "Thi hành án dân sự"; "" when not known
    names: tuple[str, ...] = ()  # short names that mean this document: "Luật THADS", "Luật Thi hành án dân sự năm 2008"
    in_force: date | None = None  # first day in force
    expired: date | None = None  # first day no longer in force
    relations: tuple[Relation, ...] = ()
    addresses: tuple[str, ...] = ()  # official web addresses
    sources: tuple[tuple[str, str], ...] = ()  # (field, source that says so), in field order
    reviewed: date | None = None  # until when the in-force facts were reviewed; None: never, so later fate is not known
    note: str = ""
    place: str = ""  # where it was issued: "Hà Nội"
    signer: str = ""  # who signed it: "Nguyễn Sinh Hùng"
    disputed: tuple[Claim, ...] = ()  # what other sources say otherwise
    own_facts: tuple[str, ...] = ()  # fields that a clause of the document itself states
    articles: int | None = None  # how many Điều it has as enacted; where its text is at hand, that decides
    endings: tuple[Ending, ...] = ()  # what other documents say has ended of it

    def targets(self, kind: DocumentRelation) -> tuple[str, ...]:
        """The ids of the documents to which this one has the relation, in order."""
        return tuple(relation.target for relation in self.relations if relation.kind == kind)

    @property
    def short_label(self) -> str:
        """By its type and number: "Luật 106/2025/QH15"; where it has no number, its label."""
        return f"{self.type} {self.number}" if self.number else self.label

    @property
    def label(self) -> str:
        """As officials write it: "Luật Thi hành án dân sự số 26/2008/QH12", "Chỉ thị số 05/CT-TTg ngày 06/02/2017"."""
        title = self.title.replace("Sửa đổi", "sửa đổi", 1) if self.title.startswith("Sửa đổi") else self.title
        name = f"{self.type} {title}" if self.title and self.type in TITLED else self.type
        if self.number is None:
            return self.names[0] if self.names else f"{self.type} {self.title}".strip()
        dated = f" ngày {write_date(self.issued)}" if self.issued and name == self.type else ""
        return f"{name} số {self.number}{dated}"


@dataclass(frozen=True, slots=True)
class Codified:
    """The words of the codification (pháp điển) on one Điều of a document, beside its text."""

    number: str  # of the Điều in its own document: "35", "7a"
    begin: int  # the first of its paragraphs in the reading; the next Điều, or the end, bounds them
    anchor: str  # the mark that links of the codification name: "3000200000000000100000100000000000000000"
    note: str  # its note of source as written, with what changed it
    related: tuple[tuple[str, str], ...] = ()  # (anchor, title as written) of each article that it says is related


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as a reader found it in a file: its paragraphs, and in Vietnamese what was repaired and left out."""

    paragraphs: tuple[Paragraph, ...]
    repairs: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    part: str = ""  # where it stands in a file of several documents: the path in an archive, the number in a codification
    stated: Entry | None = None  # facts of the document that the source gives beside its text
    named: tuple[Entry, ...] = ()  # facts of other documents that the source gives
    codified: tuple[Codified, ...] = ()  # in order, where the text is the codification's selection of a document
    gazette: str = ""  # the issue of the gazette that it was printed in, without spaces: "1243+1244"
    continues: str = ""  # the issue that holds what comes before, where a document runs over several
    repeated: int = 0  # how many first paragraphs only repeat headings of the part that it continues
    is_recognized: bool = False  # whether its characters are what a machine saw in a picture (OCR): any of them may be wrong
    edges: tuple[str, ...] = ()  # what stands at the edges of its pages and is no part of the text, each once


@dataclass(frozen=True, slots=True)
class Status:
    """The status (hiệu lực) of a document on a day: its word, a sentence that explains it, and the reason in that sentence.

    "Còn hiệu lực", "Còn hiệu lực: có hiệu lực từ 01/7/2016", "có hiệu lực từ 01/7/2016".
    """

    word: StatusWord
    note: str
    reason: str  # what `note` ends with
    links: tuple[tuple[Span, str], ...] = ()  # where `reason` names documents, each with its id

    @property
    def tone(self) -> Tone:
        """The tone in which it is shown."""
        return self.word.tone

    @property
    def is_over(self) -> bool:
        """Whether the document has expired, and will not apply again."""
        return self.word.row.is_over


@dataclass(frozen=True, slots=True)
class Designation:
    """A document as a text names it: only what is written, nothing looked up. What is not written is "" or None."""

    type: str = ""  # as the table of types writes it: "Luật", "Thông tư liên tịch"
    name: str = ""  # type and title as written, white space folded, without the year: "Luật THADS"
    number: str = ""  # "26/2008/QH12", "62/2015"
    year: int | None = None
    dated: date | None = None
    issuer: str = ""  # the words after "của", as many as an issuer may have
    this: bool = False  # "Luật này": the document at hand
    back: str = ""  # "trên" of "Nghị định nêu trên", "mới" of "Luật mới", "cũ" of "luật cũ": one that was named before
    amends: "Designation | None" = None  # the document inside "Luật sửa đổi, bổ sung một số điều của …"

    @property
    def points(self) -> bool:
        """Whether it names no document, but points at one."""
        return self.this or bool(self.back)


@dataclass(frozen=True, slots=True)
class Mention:
    """One citation as the text writes it, not resolved: a document, a provision, or a provision with its document."""

    start: int
    end: int
    path: tuple[
        tuple[LevelCode, str], ...
    ] = ()  # (level, number as written), outermost first; the number of "Điều này" is "này"
    to: str = ""  # the last number of a range, of the innermost level
    document: Designation | None = None
    amender: Designation | None = None  # the amending document whose name this document stands in
    relation: CitationRelation = CitationRelation.REFERS
    detached: bool = False  # listed beside a provision of another document: whose it is cannot be told


# A provision, a document as such, or the document at hand ("Luật này").
ReferenceKind = Literal["provision", "document", "self"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One citation, resolved: the shape that `cite` prints (docs/json.md)."""

    start: int
    end: int
    text: str
    kind: ReferenceKind
    document: str | None
    eid: str | None
    to: str | None  # last eId of a range
    label: str
    url: str | None
    relation: CitationRelation
    resolution: Resolution
    note: str = ""
    candidates: tuple[str, ...] = ()
    cited: Designation | None = field(default=None, repr=False)  # the document as the text names it; not printed, not stored

    def printed(self) -> dict[str, Any]:
        """The reference as JSON has it."""
        return {name: getattr(self, name) for name in _PRINTED}


_PRINTED = tuple(field.name for field in fields(Reference) if field.repr)


@dataclass(frozen=True, slots=True)
class Citing:
    """A reference with where it stands: the document, and the eId, label and URL of the provision whose own text holds it."""

    document: str
    eid: str
    label: str
    url: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Related:
    """A provision that the codification names beside another: where it is, if that is known, and its title as written."""

    eid: str
    title: str
    document: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """The words (lời văn) of a provision from the day `valid_from` to the day before `valid_to`; None: not known, no end known.

    `made_by` is the amending document and the eId of its clause, "" where that is not known; None as enacted. `instruction` are
    the words of that clause, "" where they are not known.
    """

    valid_from: date | None
    valid_to: date | None
    made_by: tuple[str, str] | None = None
    instruction: str = ""


FileState = Literal["read", "kept", "duplicate", "skipped"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The fate of one source file, or of one document in a file of several, which stands there under `part`.

    `state` is "read" (its text is used), "kept" (the text that it had before is used), "duplicate" (another file of the same
    document is used) or "skipped"; `notes` say in Vietnamese what was repaired, corrected or left out, or why it was skipped.
    """

    path: str
    sha256: str
    document: str | None
    state: FileState
    notes: tuple[str, ...]
    part: str = ""


ReasonKind = Literal["words", "context", "heading", "near", "named", "intent", "standing", "address"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the score of a hit, and the words that it is for ("" for none).

    `kind`: "words" of its Điều, "context" (titles above it), "heading" (the share of it that is asked for), "near" (words that
    stand near together), "named" (its document), "intent" (its heading is asked for in other words), "standing" (force and
    status), "address".
    """

    kind: ReasonKind
    text: str
    value: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause that answers a query."""

    document: str
    eid: str
    label: str
    heading: str
    path: tuple[str, ...]
    score: float
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    url: str
    status: Status
    also: tuple[str, ...] = ()  # eIds of other clauses of its Điều that match nearly as well, in reading order
    reasons: tuple[Reason, ...] = ()  # what the score is made of, the largest part first; where that was asked for
    recognized: bool = False  # whether a machine has recognized the words in pictures
