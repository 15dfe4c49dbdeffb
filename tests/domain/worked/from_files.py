"""The command line on an example: its rules and facts as files, in every form it reads."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskCliRunner
from flask_babel import Babel

from competition.cli.ranking import rank
from competition.documents.fact_files import facts_folder
from competition.domain.rules import Facts, RuleSet
from competition.domain.rules.reading import facts_document


@cache
def runner() -> FlaskCliRunner:
    """An application without database, keys and pages, for the words alone."""
    app = Flask("competition")
    Babel(app)
    return app.test_cli_runner()


def write_files(folder: Path, rules: RuleSet, facts: Facts) -> list[Path]:
    """The facts as a folder of CSV files, as points and as integers in JSON."""
    (folder / "rules.json").write_text(json.dumps(rules.document), encoding="utf-8")
    (folder / "facts").mkdir()
    for name, data in facts_folder(facts, rules).items():
        (folder / "facts" / name).write_bytes(data)
    points, integers = folder / "points.json", folder / "integers.json"
    points.write_text(json.dumps(facts_document(facts, rules)), encoding="utf-8")
    integers.write_text(json.dumps(facts.to_json()), encoding="utf-8")
    return [folder / "facts", points, integers]


def ranked_from_files(rules: RuleSet, facts: Facts) -> list[dict[str, Any]]:
    """The evaluations by part that `flask rank` prints, for each form of the facts."""
    told = []
    with tempfile.TemporaryDirectory() as name:
        for given in write_files(Path(name), rules, facts):
            rules_file = str(Path(name) / "rules.json")
            result = runner().invoke(rank, [rules_file, str(given), "--format", "json"])
            assert result.exit_code == 0, result.output
            told.append(json.loads(result.stdout)["evaluations"])
    return told
