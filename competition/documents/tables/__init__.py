"""Excel and CSV, both ways: what is written is read back unchanged, or refused when written."""
