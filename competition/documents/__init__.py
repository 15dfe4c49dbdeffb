"""Bytes out: certificates, forms, lists and tables. Values in; no tables, no requests."""
