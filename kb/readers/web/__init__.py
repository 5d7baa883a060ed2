"""Web pages and what web sites give: .html, .mht, JSON records."""
