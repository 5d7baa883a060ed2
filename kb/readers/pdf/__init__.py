"""PDF files with a text layer: bytes → pages (`pages`) → lines without furniture and footnotes → paragraphs (`layout`)."""
