"""Setting a competition up, from the first name to its opening."""
