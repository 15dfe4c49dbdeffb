"""A rehearsal: a marked copy of a competition, run through with invented entries and marks."""
