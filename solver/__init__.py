"""Optimal assignment of judges to entries by HiGHS, in a process of its own.

``python -m solver`` reads a problem as JSON from its input and writes the answer as JSON (see
`solver.task`). Nothing of the application is imported here and the application imports nothing of
this, so that neither the solver nor its memory comes into the web process.
"""
