"""Files of Word (.docx, .doc, .rtf): bytes → paragraphs, with the automatic numbers that Word shows."""
