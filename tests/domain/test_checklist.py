from dataclasses import replace
from datetime import UTC, datetime

import pytest

from competition.documents.wording.checklist import WHAT, WHY
from competition.domain.checklist import (
    Readiness,
    Severity,
    StageFacts,
    can_open,
    checklist,
    missing,
)

MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))
ENTRY = StageFacts("entry", MAY, JUNE, collects_entries=True)
ONLINE = StageFacts("online", JUNE, JULY, takes_marks=True, criteria=5, panels=2, judges=14)
READY = Readiness(
    stages=(ENTRY, ONLINE),
    tracks=5,
    form_faults=0,
    declarations=3,
    rule_set="valid",
    tiers=4,
    two_persons=True,
    form_reviewers=1,
    has_public_url=True,
    has_seal=True,
    has_wording=True,
    has_number_prefix=True,
    rehearsals=1,
)


def undone(facts):
    return [(item.code, item.severity.value) for item in missing(checklist(facts))]


def test_a_complete_competition_has_nothing_left_to_do():
    assert undone(READY) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"tracks": 0}, [("tracks.present", "blocking")]),
        ({"form_faults": 2}, [("form.valid", "blocking")]),
        ({"declarations": 0}, [("declarations.present", "warning")]),
        ({"rule_set": ""}, [("rules.present", "blocking")]),
        ({"rule_set": "rules.weights_sum"}, [("rules.valid", "blocking")]),
        ({"tiers": 0}, [("awards.present", "warning")]),
        ({"two_persons": False}, [("organisers.two", "warning")]),
        ({"form_reviewers": 0}, [("form_reviewers.present", "warning")]),
        ({"has_public_url": False}, [("public_url.present", "warning")]),
        ({"has_seal": False}, [("certificate.seal", "warning")]),
        ({"has_wording": False}, [("certificate.wording", "warning")]),
        ({"has_number_prefix": False}, [("certificate.number", "warning")]),
        ({"rehearsals": 0}, [("rehearsal.completed", "warning")]),
        ({"stages": (ONLINE,)}, [("stages.entry", "blocking")]),
        ({"stages": (ENTRY,)}, [("stages.marking", "blocking")]),
        (
            {"stages": (replace(ENTRY, closes_at=None), replace(ONLINE, opens_at=None))},
            [("stage.dates", "blocking"), ("stage.dates", "warning")],
        ),
        ({"stages": (replace(ENTRY, closes_at=MAY), ONLINE)}, [("stage.order", "blocking")]),
        (
            {"stages": (ENTRY, replace(ONLINE, criteria=0, panels=0, judges=0))},
            [
                ("stage.criteria", "blocking"),
                ("stage.panels", "warning"),
                ("stage.judges", "warning"),
            ],
        ),
    ],
)
def test_what_is_missing_is_listed_with_its_weight(change, expected):
    assert undone(replace(READY, **change)) == expected


def test_warnings_do_not_stop_the_opening_and_blocking_items_do():
    assert can_open(checklist(replace(READY, rehearsals=0, two_persons=False)))
    assert not can_open(checklist(replace(READY, tracks=0)))


def test_blocking_items_come_first():
    facts = replace(READY, declarations=0, rule_set="", rehearsals=0)

    severities = [item.severity for item in missing(checklist(facts))]

    assert severities == [Severity.BLOCKING, Severity.WARNING, Severity.WARNING]


def test_one_of_each_is_enough():
    once = replace(ONLINE, criteria=1, panels=1, judges=1)
    facts = replace(READY, stages=(ENTRY, once), tracks=1, declarations=1, tiers=1)

    assert undone(facts) == []


def test_a_line_tells_what_it_is_about():
    undated = replace(ENTRY, closes_at=None)
    empty = replace(ONLINE, closes_at=MAY, criteria=0, panels=0, judges=0)
    facts = replace(READY, stages=(undated, empty), form_faults=2, rule_set="rules.shape")

    told = {item.code: item.values for item in missing(checklist(facts))}

    assert told == {
        "form.valid": {"faults": 2},
        "rules.valid": {"fault": "rules.shape"},
        "stage.dates": {"stage": "entry"},
        "stage.order": {"stage": "online"},
        "stage.criteria": {"stage": "online"},
        "stage.panels": {"stage": "online"},
        "stage.judges": {"stage": "online"},
    }


def test_every_line_has_words_for_what_and_why():
    codes = {item.code for item in checklist(READY)}

    assert set(WHAT) == codes
    assert set(WHY) == codes
    for item in checklist(READY):
        assert "%(" not in str(WHAT[item.code]) % item.values
