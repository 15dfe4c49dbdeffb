"""A page of 500 standings. The reference reads stored standings: it calculates nothing."""

from benchmarks.pages import measure

TRACKS = {"DL": 160, "JX": 140, "TX": 70, "HG": 80, "JC": 50}

if __name__ == "__main__":
    measure("standings-page", TRACKS, sees="scores", by_marks=False)
