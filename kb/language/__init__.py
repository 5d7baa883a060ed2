"""The Vietnamese language (tiếng Việt): Unicode form, tone style, folding, syllables, abbreviations, word segmentation."""
