"""Which entries a person is on, found for one member or for a whole file of them."""

from collections import defaultdict
from collections.abc import Hashable


class PersonIndex:
    """Members by name and ID number.

    Two members are one person when their ID numbers agree; where one has none, when name and unit
    agree.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[str, str | None, Hashable]]] = defaultdict(list)
        self._by_digest: dict[str, set[Hashable]] = defaultdict(set)

    def add(self, entry: Hashable, name: str, unit: str, digest: str | None) -> None:
        """Note a member of an entry.

        Args:
            entry: any mark of the entry.
            unit: the member's, or where there is none, the entry's.
            digest: of the ID number, where one is known.
        """
        self._by_name[name].append((unit, digest, entry))
        if digest:
            self._by_digest[digest].add(entry)

    def entries_of(self, name: str, unit: str, digest: str | None) -> set[Hashable]:
        """The entries that the person is on who has this name, unit and ID number."""
        on = set(self._by_digest.get(digest, ())) if digest else set()
        for other_unit, other_digest, entry in self._by_name.get(name, ()):
            told_apart = digest and other_digest
            if other_unit == unit and not told_apart:
                on.add(entry)
        return on
