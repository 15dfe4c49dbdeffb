"""A preset is read as its file says, nothing left out."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from importlib.resources import files

import pytest

from competition.domain import presets
from competition.domain.entry_form_document import parse_form
from competition.domain.entry_limits import limits_to_json
from competition.domain.labour import expand, read_plan
from competition.domain.presets import PRESET_KEYS, USUAL, Moment, PresetStage, load_preset
from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set


@pytest.fixture(params=PRESET_KEYS)
def both(request):
    """The preset, and its file."""
    text = (files(presets) / f"{request.param}.json").read_text(encoding="utf-8")
    return load_preset(request.param), json.loads(text)


def test_names_and_kinds_are_those_of_the_file(both):
    preset, raw = both

    told = ("kind", "name", "summary", "entry_kind", "entry_prefix")
    assert {key: getattr(preset, key) for key in told} == {key: raw[key] for key in told}
    assert preset.key in PRESET_KEYS
    assert load_preset(preset.key) == preset


def test_lists_are_those_of_the_file(both):
    preset, raw = both

    assert [asdict(one) for one in preset.tracks] == raw["tracks"]
    assert [asdict(one) for one in preset.review_checklist] == raw["review_checklist"]
    assert [asdict(one) for one in preset.declarations] == raw["declarations"]
    assert asdict(preset.certificate) == raw["certificate"]
    assert preset.tier_codes == raw["tier_codes"]


def test_form_and_limits_are_read_from_the_file(both):
    preset, raw = both

    assert preset.form_document == raw["form"]
    assert preset.form == parse_form(raw["form"])
    assert limits_to_json(preset.limits).items() >= raw["limits"].items()


def test_stages_open_and_close_at_the_times_of_the_file(both):
    preset, raw = both

    no_period = {"begins": None, "ends": None, "sheets": (), "tracks": ()}
    assert [asdict(stage) for stage in preset.stages[: len(raw["stages"])]] == [
        {
            **stage,
            **no_period,
            **{
                side: {
                    "day": stage[side]["day"],
                    "at": time.fromisoformat(stage[side]["at"]),
                }
                for side in ("opens", "closes")
            },
        }
        for stage in raw["stages"]
    ]
    assert all(isinstance(stage, PresetStage) for stage in preset.stages)


def test_every_scoring_stage_is_marked_by_the_rubric_of_the_file(both):
    preset, raw = both

    rules = preset.rule_document

    scoring = [stage.key for stage in preset.stages if stage.kind == "scoring"]
    assert list(rules["stages"]) == rules["order"] == scoring
    if preset.plan is not None:
        assert rules == expand(read_plan(raw["labour"]), USUAL)[1]
        return
    assert all(part["criteria"] == raw["rubric"] for part in rules["stages"].values())
    steps = {key: part["steps"] for key, part in rules["stages"].items()}
    assert steps == {key: part["steps"] for key, part in raw["rule_set"]["stages"].items()}
    assert rules["final"] == raw["rule_set"]["final"]
    assert list(parse_rule_set(rules).stages) == scoring


def test_a_preset_that_is_not_there_is_refused_by_its_name():
    with pytest.raises(Refusal) as refusal:
        load_preset("__init__")

    assert (refusal.value.code, refusal.value.values) == ("preset.unknown", {"key": "__init__"})


def test_a_moment_is_counted_from_the_first_day_where_the_competition_is():
    moment = Moment(40, time(17, 30))

    found = moment.instant(date(2026, 1, 31), "Asia/Shanghai")

    assert found == datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
