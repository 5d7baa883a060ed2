"""Legal documents as values: the frozen values between stages, eIds, dates, naming, and one table each of what the law fixes:
levels, types, statuses, relations, resolutions."""
