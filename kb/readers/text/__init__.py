"""Text files and Markdown: bytes → characters (`text_file`) → lines (`wrapped`, `markdown`) → paragraphs (`plain`)."""
