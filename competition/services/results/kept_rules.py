"""Rule sets as they were read, kept in memory: a year of periods takes long to read each time."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from competition.domain.rules import RuleSet, parse_rule_set

MOST_KEPT = 32
_kept: OrderedDict[str, RuleSet] = OrderedDict()
_lock = Lock()


def kept_rules(digest: str, document: Mapping[str, Any]) -> RuleSet:
    """The rule set of a stored document, read once as long as it is asked for.

    Args:
        digest: of the document; a version of the rules never changes.
    Raises:
        Refusal: as `parse_rule_set`.
    """
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
    rules = parse_rule_set(document)
    with _lock:
        _kept[digest] = rules
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return rules
