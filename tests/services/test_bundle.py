"""A published result travels as one file that names nobody and needs no database."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from competition.cli.facts import facts
from competition.cli.ranking import rank
from competition.cli.verify import verify_result
from competition.domain.bundle import check_bundle
from competition.domain.canonical import canonical_json, digest
from competition.domain.refusal import Refusal
from competition.models import Entry, Judge, Proposal, ResultVersion, database
from competition.services.results.bundle import result_bundle
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.signing import public_key_pem
from tests.conftest import ROOT
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_results import computed, scored, second_organiser
from tests.visitor import Visitor

Change = Callable[[dict[str, Any]], None]


def published(contest: Contest) -> ResultVersion:
    result = computed(contest)
    ident = propose_publication(contest.organiser, result)
    second = second_organiser(contest)
    answer_proposal(second, database.session.get_one(Proposal, ident), approve=True)
    return database.session.get_one(ResultVersion, result.id)


@pytest.fixture
def bundle(app: Flask, make: Make) -> dict[str, Any]:
    contest = scored(make, judges=7, entries=5)
    document = result_bundle(database.session, published(contest))
    loaded: dict[str, Any] = json.loads(canonical_json(document))
    return loaded


def verified(app: Flask, folder: Path, bundle: dict[str, Any], *options: str) -> tuple[int, str]:
    file = folder / "bundle.json"
    file.write_bytes(canonical_json(bundle))
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(verify_result, [str(file), *options])
    return result.exit_code, result.output


def test_what_was_published_comes_out_again(
    app: Flask, bundle: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "key.pem").write_text(public_key_pem())

    code, said = verified(app, tmp_path, bundle, "--key", str(tmp_path / "key.pem"))

    assert check_bundle(bundle).holds
    assert (code, "完全一致" in said, "由所给公钥签署" in said) == (0, True, True)


def test_a_bundle_is_ranked_again_from_its_own_file(
    app: Flask, bundle: dict[str, Any], tmp_path: Path
) -> None:
    file, folder = tmp_path / "bundle.json", tmp_path / "facts"
    file.write_bytes(canonical_json(bundle))
    runner: FlaskCliRunner = app.test_cli_runner()

    again = runner.invoke(rank, [str(file), str(file), "--format", "json"])
    written = runner.invoke(facts, [str(file), str(file), str(folder)])
    from_csv = runner.invoke(rank, [str(file), str(folder), "--format", "json"])

    assert (again.exit_code, written.exit_code, from_csv.exit_code) == (0, 0, 0)
    key, published = bundle["outcome"]["part"], bundle["outcome"]["evaluations"]
    assert json.loads(again.stdout)["evaluations"] == published
    assert json.loads(from_csv.stdout)["evaluations"][key] == published[key]


def test_a_bundle_names_nobody(app: Flask, make: Make) -> None:
    contest = scored(make)
    text = canonical_json(result_bundle(database.session, published(contest))).decode()

    names = [database.session.get_one(Entry, ident).title for ident in contest.entry_ids]
    names += [database.session.get_one(Judge, ident).name for ident in contest.judge_ids]
    salts = [one["salt"] for group in _identities(contest).values() for one in group.values()]
    assert [word for word in (*names, *salts) if word in text] == []


def _identities(contest: Contest) -> dict[str, Any]:
    result = database.session.query(ResultVersion).filter_by(competition_id=contest.ident).one()
    return result.identities


def raise_marks(bundle: dict[str, Any]) -> None:
    """Every judge gives one entry more, so that no trimming hides it."""
    sheets = bundle["facts"]["facts"]["sheets"]
    for sheet in sheets:
        if sheet["entry"] == sheets[0]["entry"]:
            sheet["marks"]["novelty"] += 5


def swap_two_ranks(bundle: dict[str, Any]) -> None:
    standings = bundle["outcome"]["evaluations"][bundle["outcome"]["part"]]["standings"]
    standings[0][2], standings[1][2] = standings[1][2], standings[0][2]


def loosen_the_rules(bundle: dict[str, Any]) -> None:
    stage = next(iter(bundle["rules"]["stages"].values()))
    next(step for step in stage["steps"] if step.get("reduce") == "judge")["drop_high"] = 0


def redigested(change: Change) -> Change:
    """The same change by somebody who computes the digests anew, and cannot sign them."""

    def both(bundle: dict[str, Any]) -> None:
        change(bundle)
        bundle["facts"]["rules"] = digest(bundle["rules"])
        for name in ("facts", "outcome"):
            bundle["signed"][name] = digest(bundle[name])

    return both


@pytest.mark.parametrize("change", [raise_marks, swap_two_ranks, loosen_the_rules])
def test_a_changed_bundle_is_found_out(
    app: Flask, bundle: dict[str, Any], tmp_path: Path, change: Change
) -> None:
    change(bundle)
    report = check_bundle(bundle)
    code, said = verified(app, tmp_path, bundle)

    assert report.digests
    assert (code, "摘要与签名所载不符" in said) == (1, True)


@pytest.mark.parametrize("change", [raise_marks, swap_two_ranks])
def test_new_digests_do_not_help_without_the_key(
    app: Flask, bundle: dict[str, Any], tmp_path: Path, change: Change
) -> None:
    redigested(change)(bundle)
    code, said = verified(app, tmp_path, bundle)

    assert (code, "签名无效" in said) == (1, True)


@pytest.mark.parametrize("signature", ["x", [], {}, {"value": 7}, {"value": "not base64"}])
def test_a_signature_of_another_shape_is_no_signature(
    app: Flask, bundle: dict[str, Any], tmp_path: Path, signature: Any
) -> None:
    bundle["signature"] = signature
    code, said = verified(app, tmp_path, bundle)

    assert (code, "签名无效" in said) == (1, True)


def test_the_first_difference_is_named(app: Flask, bundle: dict[str, Any], tmp_path: Path) -> None:
    redigested(swap_two_ranks)(bundle)
    code, said = verified(app, tmp_path, bundle)
    difference = check_bundle(bundle).difference

    assert difference is not None
    assert difference.path.endswith("standings[0][2]")
    assert (difference.published, difference.recomputed) == (2, 1)
    assert difference.path in said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda bundle: bundle.update(schema=9), "bundle.schema"),
        (lambda bundle: bundle.pop("facts"), "bundle.shape"),
        (lambda bundle: bundle.update(facts=[]), "bundle.broken"),
        (lambda bundle: bundle.update(signed="x"), "bundle.broken"),
        (lambda bundle: bundle.update(outcome={"part": 7.5}), "bundle.broken"),
        (lambda bundle: bundle["facts"].update(facts={"schema": 1, "entries": 3}), "facts.shape"),
    ],
)
def test_what_is_no_bundle_is_refused(
    app: Flask, bundle: dict[str, Any], change: Change, code: str
) -> None:
    change(bundle)

    with pytest.raises(Refusal) as refusal:
        check_bundle(bundle)
    assert refusal.value.code == code


def test_a_file_that_is_no_json_is_refused(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_bytes(b"\xff\xfe{")
    result = app.test_cli_runner().invoke(verify_result, [str(tmp_path / "bundle.json")])

    assert (result.exit_code, "不是可读的 JSON 文件" in result.output) == (1, True)


def test_nothing_is_handed_out_before_it_is_approved(app: Flask, make: Make) -> None:
    result = computed(scored(make))

    with pytest.raises(Refusal) as refusal:
        result_bundle(database.session, result)
    assert refusal.value.code == "bundle.unpublished"


def test_the_organiser_downloads_what_the_command_verifies(
    app: Flask, make: Make, tmp_path: Path
) -> None:
    contest = scored(make)
    person, ident = contest.organiser, published(contest).id
    with Visitor(app, person.account_id).client.get(
        f"/organiser/results/{ident}/bundle.json"
    ) as answer:
        (tmp_path / "bundle.json").write_bytes(answer.data)

    result = app.test_cli_runner().invoke(verify_result, [str(tmp_path / "bundle.json")])

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (result.exit_code, "完全一致" in result.output) == (0, True)


@pytest.mark.parametrize("judges", [3, 7])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda bundle: None, ""),
        (raise_marks, "not those that were signed"),
        (redigested(raise_marks), "comes out otherwise"),
    ],
)
def test_a_script_that_shares_nothing_with_us_says_the_same(
    app: Flask, make: Make, tmp_path: Path, judges: int, change: Change, said: str
) -> None:
    contest = scored(make, judges=judges, entries=5)
    bundle = json.loads(canonical_json(result_bundle(database.session, published(contest))))
    change(bundle)
    (tmp_path / "bundle.json").write_bytes(canonical_json(bundle))
    command = [sys.executable, "-I", str(ROOT / "docs" / "recompute_trimmed_mean.py")]

    done = subprocess.run([*command, str(tmp_path / "bundle.json")], capture_output=True, text=True)

    assert (done.returncode, said in done.stderr) == (1 if said else 0, True)
    assert len(done.stdout.splitlines()) == 5 or said
