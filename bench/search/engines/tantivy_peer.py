"""tantivy (Rust) through its Python package; as it comes ("stock") on written text, else on analysed terms."""

import re
from collections.abc import Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from bench.search.asking import SHOWN, Ask, written

_BY_YEAR = {"years": {"terms": {"field": "year", "size": 100}}}


class Engine:
    """A tantivy index in a folder."""

    def __init__(self, folder: Path, kind: str = "") -> None:
        """`kind` is "stock" or nothing."""
        tokenizer = "default" if kind == "stock" else "whitespace"
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", fast=True)
        builder.add_text_field("words", tokenizer_name=tokenizer, index_option="position")
        builder.add_text_field("folded", tokenizer_name=tokenizer, index_option="freq")
        builder.add_text_field("type", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("year", tokenizer_name="raw", index_option="basic", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))

    def prepare(self, source: Path) -> None:
        """Index with the default writer, and wait until it has merged."""
        writer = self._index.writer()
        for number, text in enumerate(written(source)):
            writer.add_document(
                tantivy.Document(number=number, words=text.words, folded=text.folded, type=text.type, year=text.year)
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, ask: Ask) -> Sequence[int]:
        """The numbers of the best texts."""
        query = self._query(ask)
        if ask.type:
            of_type = Query.const_score_query(Query.term_query(self._schema, "type", ask.type), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, of_type)])
            self._searcher.aggregate(query, _BY_YEAR)
        hits = self._searcher.search(query, SHOWN, count=False).hits
        numbers: Sequence[int] = self._searcher.fast_field_values("number", [address for _, address in hits])
        return numbers

    def _query(self, ask: Ask) -> Query:
        if ask.way == "typed":  # in lower case nothing is an operator
            return self._index.parse_query(" ".join(re.findall(r"\w+", ask.typed.lower())), ["words"])
        if ask.way == "phrase":
            return Query.phrase_query(self._schema, ask.field, list(ask.terms))
        if ask.way == "prefix":
            return Query.regex_query(self._schema, ask.field, f"{re.escape(ask.terms[0])}.*")
        occur = Occur.Must if ask.way == "all" else Occur.Should
        return Query.boolean_query([(occur, Query.term_query(self._schema, ask.field, term)) for term in ask.terms])
