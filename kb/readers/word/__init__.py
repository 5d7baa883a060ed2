"""Files of Word: .docx, .doc, .rtf."""
