"""What legal documents are made of: frozen values, eIds, dates, and the words that the law itself fixes."""
