"""Judging: who scores what, what they said, and the lock after which nothing lands."""
