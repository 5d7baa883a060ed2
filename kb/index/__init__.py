"""The search index: `Unit`s go in, a `Question` is answered by the best groups.

The words of this package, each with one meaning:
- *unit*: a provision that can be a hit. *address*: a pair (document id, eId). *group*: an Điều with its units, ranked as one.
- *row*: a run of syllables: of a unit, or of a heading or a lead. *token*: one of them; *position*: its index.
- *term*: a syllable, or a *pair* of neighbours in a row; *postings*: the inverted lists of terms.
- *word*, where syllables are told from words: one syllable, or several that mostly stand in one word where they are neighbours.
- *dictionary*: the syllables and pairs of all groups, numbered and counted. *engine*: what finds groups. *candidates*: the
  groups that it brings.
- *number*: of a document, group, row, syllable or pair, from 0, in the order of the arrays. *starts*: see `kb.index.arrays`.
- *weight*: of a term (BM25) or of a rule of the ranking (`kb.index.weights`). *standing*: the factor of a document.

To read in this order: `units`, `grouping`, `collecting`, `inverting`, `words`, `dictionary` (from units to what is written);
`answering` (from a question to groups), and what it calls: `asking`, `engine`, `candidates`, `reranking`, `scoring`; then the
engines; `keywords`, `alike` (from a text to others on its matter).
"""

from kb.index.alike import groups_like, groups_on
from kb.index.analysis import Term, analyze, other_names, term_key
from kb.index.answering import Answer, Index, Question, answer, begun_by_many, completed, corrected, headed_by
from kb.index.arrays import Mask
from kb.index.beginnings import begins, without_tones
from kb.index.collecting import IndexPart
from kb.index.engines import ENGINES
from kb.index.fields import Column, DocumentFields, FilterField, Matching, column, columns_on, standing_of, value_key
from kb.index.files import open_index, write_index
from kb.index.grouping import indexed
from kb.index.keywords import keywords
from kb.index.reranking import Ranked
from kb.index.spelling import Correction
from kb.index.terms import Address, Condition
from kb.index.units import DatedTree, Unit, title_of, units, units_of_versions
from kb.index.weights import MOST_BEGUN, MOST_STARRED

__all__ = [
    "ENGINES", "MOST_BEGUN", "MOST_STARRED", "Address", "Answer", "Column", "Condition", "Correction", "DatedTree",
    "DocumentFields", "FilterField", "Index", "IndexPart", "Mask", "Matching", "Question", "Ranked", "Term", "Unit",
    "analyze", "answer", "begins", "begun_by_many", "column", "columns_on", "completed", "corrected", "groups_like",
    "groups_on", "headed_by", "indexed", "keywords", "open_index", "other_names", "standing_of", "term_key", "title_of",
    "units", "units_of_versions", "value_key", "without_tones", "write_index",
]  # fmt: skip
