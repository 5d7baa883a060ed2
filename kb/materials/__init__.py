"""Materials (tài liệu): a user's file or text goes in, its citations come out, resolved against a generation (`material`),
checked like the words quoted from them (`checking`, `quoting`), or turned into links (`link`).
"""
