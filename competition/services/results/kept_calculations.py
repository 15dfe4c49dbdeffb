"""What fixed results come to, kept in memory for the next reader.

A version never changes, so that its facts and calculations need not be made again at each request.
Names are not kept, and who may read is asked at each request all the same.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from competition.domain.rules import Calculation, Facts
from competition.models import ResultVersion

MOST_SHEETS = 25_000
"""Sheets and entries of all that is kept, some kilobytes each."""

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of a version, and by part what the rules make of them."""

    facts: Facts
    calculations: Mapping[str, Calculation]

    @property
    def size(self) -> int:
        """Its sheets and entries."""
        return len(self.facts.sheets) + len(self.facts.entries)


class KeptCalculations:
    """Versions by what identifies and what they hold; the least lately read go first."""

    def __init__(self, most: int = MOST_SHEETS) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, result: ResultVersion) -> Kept | None:
        """What is kept of a version."""
        key = _key(result)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, result: ResultVersion, made: Kept) -> None:
        """Keep what a version came to, unless it alone is too large."""
        key = _key(result)
        with self._lock:
            if key in self._kept or made.size > self._most:
                return
            self._kept[key] = made
            self._size += made.size
            while self._size > self._most:
                _oldest, gone = self._kept.popitem(last=False)
                self._size -= gone.size


kept_calculations = KeptCalculations()


def _key(result: ResultVersion) -> Key:
    """The digests say what rules, facts and outcome the version holds."""
    return result.id, result.facts_digest, result.outcome_digest
