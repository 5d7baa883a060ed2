"""Web pages (.html, .mht) and the JSON that web sites give: bytes → paragraphs, with the facts that a record states."""
