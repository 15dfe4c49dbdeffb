"""What a correction changes, as plain values: shown before it, kept with it afterwards."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from competition.domain.canonical import digest

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an entry stands in one part: rank and score as printed, award, whether it goes on."""

    rank: str
    score: str
    tier: str
    advances: bool
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """An entry that stands otherwise; `before` None where it was not ranked."""

    entry: int
    before: Stand | None
    after: Stand

    @property
    def award_changes(self) -> bool:
        """Whether it has another award afterwards, or one more or less."""
        return (self.before.tier if self.before else "") != self.after.tier


@dataclass(frozen=True, slots=True)
class PartChange:
    """One stage, or the whole.

    Args:
        key: of the part in the rules.
        moves: in the order of the new ranking.
        blocks: how much work is left before this part can be published.
    """

    key: str
    moves: tuple[Move, ...]
    blocks: int


@dataclass(frozen=True, slots=True)
class Stood:
    """A result version that gives way.

    Args:
        stage: id of its stage; None for the whole.
        noticed: whether it was put up for public notice.
    """

    ident: int
    stage: int | None
    number: int
    state: str
    noticed: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """A valid certificate whose award changes."""

    ident: int
    number: str
    entry: int


@dataclass(frozen=True, slots=True)
class NextStage:
    """What changes about who is in the next stage.

    Args:
        joins, leaves: entries that go on only now, and no longer.
        stranded: those of `leaves` that the stage has taken in.
        fault: code of the refusal where that cannot be undone.
    """

    stage: int
    joins: tuple[int, ...]
    leaves: tuple[int, ...]
    stranded: tuple[int, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class Effect:
    """All that a correction changes.

    Args:
        before, after: derivations of the entry in the corrected stage.
        scores: its score there before and after, as text; empty without one.
        next_stage: None where the list of the next stage stays as it is.
    """

    before: Told
    after: Told
    scores: tuple[str, str]
    parts: tuple[PartChange, ...]
    versions: tuple[Stood, ...]
    certificates: tuple[Printed, ...]
    next_stage: NextStage | None

    @property
    def seen(self) -> str:
        """What a page remembers of the effect that it showed."""
        return digest(self.to_json())[:32]

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be kept with the proposal."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


def read_effect(document: Told) -> Effect:
    """An effect from what `Effect.to_json` gave."""
    following = document["next_stage"]
    return Effect(
        before=document["before"],
        after=document["after"],
        scores=(document["scores"][0], document["scores"][1]),
        parts=tuple(
            PartChange(part["key"], tuple(_move(one) for one in part["moves"]), part["blocks"])
            for part in document["parts"]
        ),
        versions=tuple(Stood(**one) for one in document["versions"]),
        certificates=tuple(Printed(**one) for one in document["certificates"]),
        next_stage=NextStage(**following) if following else None,
    )


def _move(one: Told) -> Move:
    before = Stand(**one["before"]) if one["before"] else None
    return Move(one["entry"], before, Stand(**one["after"]))
