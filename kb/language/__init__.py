"""The Vietnamese language (tiếng Việt): Unicode form, tone style, folding, syllables, abbreviations, word segmentation.

In goes a text (str); out comes another form of it, or the spans, words and long forms that it holds. It knows nothing of laws.
"""
