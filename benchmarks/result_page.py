"""The public result page of 375 entries, with a link to every derivation.

The reference works the scores out of the mark rows of 2,625 sheets, since it keeps no result
versions; what it would cost with the scores stored is told beside (`stored_ratio`).
"""

from benchmarks.pages import measure
from benchmarks.scene import TRACKS

if __name__ == "__main__":
    measure("result-page", TRACKS, sees="derivation", by_marks=True)
