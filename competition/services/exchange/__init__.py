"""Excel both ways: entries with their members in and out, every other list out."""
