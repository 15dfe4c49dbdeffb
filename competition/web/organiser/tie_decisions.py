"""Decisions about ties as the form tells them: among entries, and among groups."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from flask import request
from flask_babel import gettext as _

from competition.domain.refusal import Refusal
from competition.domain.rules import Block
from competition.models import Competition, Stage
from competition.services.results.decisions import (
    TIE_IN_QUOTA,
    decide,
    decide_quota,
    tied_groups,
)
from competition.services.results.outcome import Outcome
from competition.web.access import me

Key = TypeVar("Key", int, str)


def take_decision(competition: Competition, stage: Stage | None) -> None:
    """Record the order or the choice among entries that the form tells.

    Raises:
        Refusal: as `decide`; ValueError for what no form of ours sends.
    """
    form = request.form
    among = [int(value) for value in form.getlist("among")]
    if form.get("kind") == "order":
        chosen = order_of({entry: form.get(f"place-{entry}", "") for entry in among})
    else:
        chosen = [int(value) for value in form.getlist("chosen")]
    decide(
        me(),
        competition,
        stage,
        part=form.get("part", ""),
        step=form.get("step", ""),
        among=among,
        chosen=chosen,
        reason=form.get("reason", ""),
    )


def take_quota_decision(competition: Competition, stage: Stage | None) -> None:
    """Record the order of groups with equal claims to places that the form tells.

    Raises:
        Refusal: as `decide_quota`.
    """
    form = request.form
    decide_quota(
        me(),
        competition,
        stage,
        part=form.get("part", ""),
        step=form.get("step", ""),
        tier=form.get("tier", ""),
        order=order_of({key: form.get(f"place-{key}", "") for key in form.getlist("among")}),
        reason=form.get("reason", ""),
    )


def order_of(typed: Mapping[Key, str]) -> list[Key]:
    """Entries or groups in the order of the places typed, 1 the first; wide digits count too.

    Raises:
        Refusal: ``decision.order`` where they are not each place once.
    """
    places = {key: unicodedata.normalize("NFKC", text).strip() for key, text in typed.items()}
    wanted = [str(number) for number in range(1, len(places) + 1)]
    if sorted(places.values()) != sorted(wanted):
        raise Refusal("decision.order")
    return sorted(places, key=lambda key: int(places[key]))


def group_choices(block: Block, outcome: Outcome) -> list[tuple[str, str]]:
    """The groups with equal claims that a block about a quota names, as people call them."""
    named = {**outcome.gathered.units, **outcome.gathered.track_names}
    return [(key, named.get(key, key)) for key in tied_groups(block)]


def with_group_names(block: Block, outcome: Outcome) -> Block:
    """The block with the names of its groups in place of their keys."""
    if block.code != TIE_IN_QUOTA:
        return block
    groups = _("、").join(name for _key, name in group_choices(block, outcome))
    return replace(block, values={**block.values, "groups": groups})
