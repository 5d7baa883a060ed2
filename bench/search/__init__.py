"""Search beside other engines: same machine, same run, same text.

`quality` asks how high the answer stands, `latency` how long a query takes, `building` what a build takes, `serving` what a
web worker takes. Each engine works in a process of its own, which times itself; one that is not installed is said to be so.
`own_engines` puts the engines of this program beside one another.
The peers are in `bench/requirements-peers.txt`; Xapian comes from Debian (`apt-get install python3-xapian`).

Run: `python -m bench.search` (small samples), or each alone: `python -m bench.search.quality --help`.
"""
