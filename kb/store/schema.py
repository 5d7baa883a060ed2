"""The tables: of one file that was read, and of a generation, which is the union of the files that it is made of.

Guarantees:
1. A table that both have has the same columns, so that its rows go from the one to the other as they are.
"""

from pathlib import Path
from urllib.parse import quote

CODIFICATION = "phap-dien"  # `made_by` of the text that the codification gives

# `parent` is a position; `spans` are the starts and ends of marker, heading, intro, wrap-up, and of the whole with its parts.
_PROVISION = """
CREATE TABLE provision (version INTEGER NOT NULL, position INTEGER NOT NULL, depth INTEGER NOT NULL,
                        parent INTEGER, eid TEXT NOT NULL, level TEXT NOT NULL, number TEXT NOT NULL, spans TEXT NOT NULL,
                        path TEXT NOT NULL, PRIMARY KEY (version, position)) WITHOUT ROWID;
"""

SHARD_FORMAT = 1  # of the tables of a shard; raised with every change that another program would misread
SHARD = f"""
PRAGMA user_version = {SHARD_FORMAT};
-- The summary of the file that stays in memory, as the reader of the file packs it.
CREATE TABLE summary (content BLOB NOT NULL);
-- `kinds` are those of the lines of the text: [kind, how many lines] for each run of lines of one kind.
CREATE TABLE version (id INTEGER PRIMARY KEY, text TEXT NOT NULL, corrections TEXT NOT NULL, kinds TEXT NOT NULL);
CREATE TABLE definition (version INTEGER NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL);
-- The general names that a text defines (name, general name): "Ủy ban nhân dân tỉnh", "Ủy ban nhân dân cấp tỉnh".
CREATE TABLE general_name (version INTEGER NOT NULL, name TEXT NOT NULL, general TEXT NOT NULL);
{_PROVISION}
CREATE TABLE codified (version INTEGER NOT NULL, eid TEXT NOT NULL, number TEXT NOT NULL, begin INTEGER NOT NULL,
                       anchor TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE related (codified INTEGER NOT NULL, anchor TEXT NOT NULL, title TEXT NOT NULL);
"""

GENERATION = f"""
CREATE TABLE document (id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL);
CREATE TABLE definition (document TEXT NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL);
CREATE TABLE general_name (document TEXT NOT NULL, name TEXT NOT NULL, general TEXT NOT NULL);
CREATE TABLE file (path TEXT NOT NULL, part TEXT NOT NULL, sha256 TEXT NOT NULL, document TEXT, state TEXT NOT NULL,
                   notes TEXT NOT NULL);
-- A version of a document's text: from its first day until the first day on which it no longer holds, NULL where that is not
-- known. `made_by`: NULL as enacted, the id of the amending document (the last, where several are in force from one day on), or
-- the codification ("phap-dien"), which gives articles as amended without the day of each wording. `recognized`: 1 where a
-- machine has recognized its characters in pictures.
CREATE TABLE version (id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document, valid_from TEXT, valid_to TEXT,
                      made_by TEXT, recognized INTEGER NOT NULL, text TEXT NOT NULL, corrections TEXT NOT NULL);
{_PROVISION}
-- What made the words of a provision, and of all that stands in it, from a day on ("": not known): the clause of an amending
-- document, with its instruction; `made_by` NULL: as enacted. `valid_to` where that does not follow from what comes next. Where
-- several clauses work on it on one day, the last row tells. What has no row reads as enacted in each version that has it.
CREATE TABLE wording (document TEXT NOT NULL, eid TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT, made_by TEXT,
                      clause TEXT, instruction TEXT NOT NULL);
-- The facts that the codification gives of an article: its note of source, and the provisions that it names as related.
CREATE TABLE codified (document TEXT NOT NULL, eid TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (document, eid, note))
                       WITHOUT ROWID;
CREATE TABLE related (document TEXT NOT NULL, eid TEXT NOT NULL, title TEXT NOT NULL, target_document TEXT, target_eid TEXT);
CREATE TABLE reference (id INTEGER PRIMARY KEY, version INTEGER NOT NULL REFERENCES version, eid TEXT NOT NULL,
                        label TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL);
-- The targets of a reference; a range ("từ Điều 309 đến Điều 311") has a row for each of its members.
CREATE TABLE target (reference INTEGER NOT NULL REFERENCES reference, document TEXT NOT NULL, eid TEXT NOT NULL,
                     PRIMARY KEY (document, eid, reference)) WITHOUT ROWID;
"""

# Made when all rows are there, which is sooner.
INDEXES = """
CREATE INDEX file_document ON file (document);
CREATE INDEX version_document ON version (document);
CREATE INDEX wording_eid ON wording (document, eid);
CREATE UNIQUE INDEX provision_eid ON provision (version, eid);
CREATE INDEX provision_path ON provision (version, path);
CREATE INDEX related_eid ON related (document, eid);
CREATE INDEX reference_eid ON reference (version, eid);
"""

# The numbers of documents with text, of provisions and of references: of several versions of a text only the last counts.
_EARLIER = """(SELECT v.id FROM version v JOIN version later ON later.document = v.document
               AND coalesce(later.valid_from, '') > coalesce(v.valid_from, ''))"""
COUNTS = f"""
SELECT (SELECT count(DISTINCT document) FROM version),
       (SELECT count(*) FROM provision) - (SELECT count(*) FROM provision WHERE version IN {_EARLIER}),
       (SELECT count(*) FROM reference) - (SELECT count(*) FROM reference WHERE version IN {_EARLIER})
"""

UNSAFE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"  # for a new file, which counts only when it is whole


def read_only(path: Path) -> str:
    """The URI under which SQLite opens a file that nobody writes any more."""
    # With an empty authority, for SQLite refuses that of a Windows share ("file://server/…").
    absolute = path.resolve().as_posix()
    return f"file://{quote(absolute if absolute.startswith('/') else f'/{absolute}')}?mode=ro&immutable=1"
