"""Entries: started, saved, submitted, reviewed, watched over, and read by each audience."""
