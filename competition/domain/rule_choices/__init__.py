"""The choices an organiser makes, as one screen shows them, and the rule document they stand for.

Most contests use the same few steps; `to_document` writes them, `read_choices` finds them again in
a document. A document that says more than these choices can is left to be edited as a document.
"""

from competition.domain.rule_choices.changes import with_stage, without_stage
from competition.domain.rule_choices.choices import (
    Boundary,
    Choices,
    Cut,
    FinalChoices,
    StageChoices,
    Tie,
    TieKind,
    Tier,
)
from competition.domain.rule_choices.reading import read_choices
from competition.domain.rule_choices.writing import to_document

__all__ = [
    "Boundary",
    "Choices",
    "Cut",
    "FinalChoices",
    "StageChoices",
    "Tie",
    "TieKind",
    "Tier",
    "read_choices",
    "to_document",
    "with_stage",
    "without_stage",
]
