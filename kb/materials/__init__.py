"""A material (tài liệu) of a user: read, its citations checked and quoted words compared, its citations linked."""
