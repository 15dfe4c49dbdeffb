"""What a rule document may hold, declared once: parser and published schema both go by it."""
