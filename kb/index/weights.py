"""The constants that decide what is found and in which order: a flat list, each with its unit and why it is there.

Those of the ranking were chosen on the development half of a retrieval set (docs/decisions.md, "Ranking"), those of spelling
on typing errors made in it (docs/decisions.md, "Typing errors"). A "log" is a natural logarithm of a likelihood. Those of the
section "In the index" change the files of an index: they need a new build.
"""

from typing import NamedTuple

# In the index: BM25 of a term in a group (an Điều with its khoản).
K1 = 0.6  # how soon further occurrences of a term stop to count; 0: at the first
B = 0.5  # how much a long text is held against its terms; 0: not at all, 1: in proportion
HEADING_WEIGHT = 2  # occurrences that a word of a heading counts for: a heading says what its Điều is about

# The score of a group. Those "of a rare term" are multiplied by the weight of a term that one group has, so that they mean the
# same in a small and in a large index.
CONTEXT_WEIGHT = 0.3  # of the BM25 of the titles above a group: they say what it is about, but of all its neighbours too
OTHER_NAME_WEIGHT = 0.5  # of the weight of a pair in another name of what is asked for: it may mean more than was asked
WORD_WEIGHT = 0.1  # of a word of several syllables, in the scores by which Whoosh brings candidates; at .3 one of them was lost
NEARNESS_WEIGHT = 1.5  # of the weight of each syllable that stands near the others: apart, they may speak of several things
NEARNESS_BLOCK = 8  # words; what stands in two blocks that follow one another is near
HEADING_SHARE_WEIGHT = 1.2  # of a heading all of whose words are asked for: then it is the answer's
HEADING_SHARE_POWER = 3  # of the share of a heading that is asked for: a half says little
NAMED_WEIGHT = 2.2  # of a rare term, for a group of a document that the question names
INTENT_WEIGHT = 1.1  # of a rare term, for a heading that the question asks for in other words
INTENT_IN_NAMED = 3  # times `INTENT_WEIGHT`, where that heading is in a document that the question names

SUCCESSOR_SHARE = 0.75  # of the score of a group of an ended document, from which one of its successor stands above it

FORCE_WEIGHTS = (1.0, 1.01, 1.02, 1.03)  # by legal force, the lowest first; they tell near equals apart, and no more

# The engine that is written where none is named.
COMPILED_FROM = 20_000  # groups (Điều with their khoản): smaller indexes are Whoosh's

# Which groups and rows are looked at. More of them takes time and changes little.
MOST_RERANKED = 200  # groups that an engine brings; those after them stay in the engine's order
ENOUGH_BY_PAIRS = 20  # groups that have a pair of the question; where fewer have, those with a single syllable match as well
MOST_BY_HEADING = 100  # groups, best first, whose headings are scored
MOST_BY_NEARNESS = 30  # groups, best first, of which all words are read
MOST_ALSO = 5  # further rows of a group that are shown
ALSO_SHARE = 0.6  # of the score of a group's best row, above which another is shown too

# The order of headings while somebody is typing, in words of the heading: shorter is better.
HEADING_KIND_COST = 100.0  # for words that do not begin the heading, and once more for words that stand apart
HEADING_STANDING_GAIN = 1000.0  # times what the standing of the document exceeds 1

# The reading of a question: diacritics, other names, words typed in part.
SINGLE_SHARE = 0.05  # of a syllable by itself in its likelihood after another: no pair is impossible
AS_TYPED = 3.0  # log, by which another reading must be likelier than the syllable as typed
BORNE_OUT = 5  # groups that have words with a neighbour, by which they are no other name of something
MOST_STARRED = 2  # words of a question that may be typed in part: what more could stand for takes long and says little
MOST_BEGUN = 300  # syllables, the commonest, that a word typed in part stands for
MOST_ENDINGS = 8  # syllables that the last word may be while somebody is typing
ENDING_SHARE = 0.05  # of the likelihood of the likeliest of them, that another must have
WORD_SHARE = 0.02  # of the places where a syllable begins a word, that are of one word, for it to be offered
SURE_SHARE = 0.9  # likewise, for it to be meant whatever stands before it
MOST_COUNTED = 8  # words that are looked up after the word before them: more of them find little more

# The keywords of a text, and the question that texts on the same matter answer.
TOO_COMMON = 0.15  # of the groups that have a word, above which it tells nothing
RARE_ENOUGH = 20  # groups, up to which a word tells something however few there are
KEYWORD_HEADING_WEIGHT = 3  # times that a word of the heading counts: it says what the text is about
KEYWORD_IN_LONGER = 0.6  # of the occurrences of a word that are in a longer run, for that to take its place
LONGEST_KEYWORD = 4  # syllables
COHESION = 0.03  # of the rarer of two neighbouring words that stands beside the other, for both to be one keyword
MATTER_HEADING_WEIGHT = 2.0  # likewise, of a pair
MOST_MATTER_PAIRS = 30  # more of them find nothing more, and take longer

# The costs of typing errors (log). They tell candidates apart; whether anything is corrected is for the thresholds to say.
EDIT_COST = 5.0  # a letter more, less or otherwise
SWAP_COST = 4.0  # two neighbours in the other order
SOUND_COST = 3.0  # a sound that is written otherwise ("s" for "x")
KEYS_COST = 1.0  # leftover keys of Telex or VNI: they tell what was meant
OTHER_DIACRITIC_COST = 2.5  # a tone, roof, horn or stroke that differs
NO_DIACRITIC_COST = 0.7  # one that was left out
SPACE_COST = 4.0  # a space that was left out
SLIP_COST = 4.0  # the most that a slip of the fingers costs: leftover keys that give all diacritics, two letters swapped


class Threshold(NamedTuple):
    """By how much (log) a correction must be likelier than what was typed: `alone`, and where texts support it."""

    alone: float
    supported: float


# By whether the texts have what was typed, and whether that is a Vietnamese syllable.
THRESHOLDS = {
    (True, True): Threshold(10.5, 5.0),
    (True, False): Threshold(4.0, 1.0),
    (False, True): Threshold(11.0, 5.0),
    (False, False): Threshold(0.0, 0.0),
}
DIACRITICS_THRESHOLD = Threshold(8.0, 0.5)  # where the texts have what was typed, and its letters are right

# The evidence of the texts for a correction.
RARE_SHARE = 0.0003  # of a neighbour's occurrences, below which a pair says nothing for the syllable
MOST_ALTERNATIVES = 24  # to a syllable, that are weighed together with its neighbours: more takes long
WORD_LENGTH = 5  # letters, from which a word that is no Vietnamese syllable may be meant
WORD_TOTAL = 5  # occurrences, likewise
SUPPORT = 20  # groups that have a correction between both its neighbours, for it to need no threshold
SUPPORT_RATIO = 20  # times as many groups as have what was typed there, likewise
SHORT_LENGTH = 3  # letters of a word that may be a foreign one; of one more too, unless the fingers slipped
OFTEN_SHARE = 0.01  # of a neighbour's occurrences, from which one neighbour alone bears a short word out
OFTEN_TOTAL = 3  # occurrences, likewise
