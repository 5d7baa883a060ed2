"""The Whoosh engine: one segment of Whoosh's index holds all that it reads. The only user of whoosh.

To read in this order: `codec` (how postings are written and read), `schema` (the fields and columns of a group), `writing`;
then `query` (what its searcher finds by), `engine`, `phrases` and `reader`.
"""
