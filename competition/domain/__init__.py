"""The rules as plain functions on plain values; standard library only."""
