"""Facts read from rows: files of entries, judges, marks, items, events and decisions.

facts = read_facts({"entries": [row, ...], "marks": [row, ...]}, rules)
"""

from competition.domain.rules.reading.document import facts_document, read_facts_document
from competition.domain.rules.reading.rows import FactFault, FactRow, FactsRefused
from competition.domain.rules.reading.tables import TABLES, read_facts

__all__ = [
    "TABLES",
    "FactFault",
    "FactRow",
    "FactsRefused",
    "facts_document",
    "read_facts",
    "read_facts_document",
]
