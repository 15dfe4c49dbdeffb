"""A derivation ready for a page: the judges' table and the steps, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Names
from competition.documents.wording.judge_table import judge_columns
from competition.domain.marks import format_mark
from competition.domain.rules import Part
from competition.domain.sheet import leaves
from competition.services.results.naming import names_for
from competition.services.results.outcome import RESULT_PART, Outcome


@dataclass(frozen=True, slots=True)
class DerivationPart:
    """One part of a derivation.

    Args:
        judges: ``{name, dropped}`` of each column; empty for the final part.
        rows: ``{label, cells}``, one for each criterion.
        totals: ``{text, dropped, why}`` of each column.
        steps: ``{name, calc, out, kind}`` in order.
    """

    title: str
    judges: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, Any]]
    totals: Sequence[Mapping[str, Any]]
    steps: Sequence[Mapping[str, Any]]


def derivation_parts(outcome: Outcome, told: Sequence[Mapping[str, Any]]) -> list[DerivationPart]:
    """The parts of an entry's derivation, in the order in which they were calculated."""
    names = names_for(outcome)
    return [
        _part(derivation, outcome.gathered.rules.part(derivation["part"]), names)
        for derivation in told
    ]


def _part(derivation: Mapping[str, Any], part: Part, names: Names) -> DerivationPart:
    lines = derivation_lines(derivation, names)
    steps = [
        {"name": line.name, "calc": line.calculation, "out": line.outcome, "kind": ""}
        for line in lines
    ]
    columns = judge_columns(derivation, names) if part.criteria else []
    whys = {"high": _("去掉最高"), "low": _("去掉最低"), "": ""}
    return DerivationPart(
        title=_("总成绩") if derivation["part"] == RESULT_PART else names.stage(part.key),
        judges=[{"name": one.judge, "dropped": bool(one.dropped)} for one in columns],
        rows=[
            {
                "label": _(
                    "%(name)s（%(note)s）",
                    name=leaf.name,
                    note=plain(leaf.range.high, leaf.range.scale),
                ),
                "cells": [one.marks.get(leaf.key, "—") for one in columns],
            }
            for leaf in (leaves(part.criteria) if columns else ())
        ],
        totals=[
            {"text": one.total or "—", "dropped": bool(one.dropped), "why": whys[one.dropped]}
            for one in columns
        ],
        steps=steps,
    )


def plain(value: int, scale: int) -> str:
    """A maximum without idle zeros: 30, 12.5."""
    text = format_mark(value, scale)
    return text.rstrip("0").rstrip(".") if "." in text else text
