"""The search index behind a small protocol (`Engine`): `Unit`s go in, a `Question` is answered by the best groups.

Whoosh is the engine of one machine; one for many machines can join beside it.

The words of this package, each with one meaning:
- *unit*: a provision that can be a hit. *address*: a pair (document id, eId). *group*: an Điều with its units, ranked as one.
- *row*: a run of syllables in the arrays: of a unit, or of a heading or a lead. *token*: one of them; *position*: its index.
- *term*: a syllable, or a *pair* of neighbours in a row; *postings*: the inverted lists of terms.
- *number*: of a document, group, row, syllable or term, from 0, in the order of the arrays. *starts*: see `kb.index.arrays`.
- *weight*: of a term (BM25) or of a rule of the ranking (`kb.index.weights`). *standing*: the factor of a document.

To read in this order: `units`, `analysis`, `writing`, `compiling`, `counting`, `compiled` (from units to arrays); `asking`,
`restoring`, `rows`, `ranking`, `nearness`, `repeats` (from a question to groups); then the others.
"""

from kb.index.analysis import Term, analyze, other_names, term_key
from kb.index.arrays import Mask
from kb.index.beginnings import begins, without_tones
from kb.index.compiling import IndexPart
from kb.index.engine import Answer, Correction, Engine, Headed, Question, Ranked, Unit
from kb.index.repeats import Repeats
from kb.index.segments import Segment
from kb.index.units import title_of, units
from kb.index.whoosh_engine import EngineError, WhooshEngine

__all__ = [
    "Answer",
    "Correction",
    "Engine",
    "EngineError",
    "Headed",
    "IndexPart",
    "Mask",
    "Question",
    "Ranked",
    "Repeats",
    "Segment",
    "Term",
    "Unit",
    "WhooshEngine",
    "analyze",
    "begins",
    "other_names",
    "term_key",
    "title_of",
    "units",
    "without_tones",
]
