"""`flask facts`: facts of any form as a folder of CSV files or as one JSON document."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from competition.cli.fact_sources import load_facts, load_rules
from competition.cli.ranking import LOCALES, tell_faults
from competition.documents.fact_files import facts_folder
from competition.documents.wording.refusals import refusal_text
from competition.documents.wording.translation import gettext as _
from competition.domain.refusal import Refusal
from competition.domain.rules.reading import FactsRefused, facts_document


@click.command()
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice([*LOCALES]), default="zh", show_default=True)
@with_appcontext
def facts(rules: Path, facts: Path, target: Path, language: str) -> None:
    """Write FACTS to TARGET: one document where it ends in .json, else a folder of CSV files."""
    with force_locale(LOCALES[language]):
        try:
            write(rules, facts, target)
        except FactsRefused as refused:
            tell_faults(refused)
            raise SystemExit(1) from None
        except Refusal as refusal:
            click.echo(f"✗ {refusal_text(refusal)}", err=True)
            raise SystemExit(1) from None
        click.echo(_("已写入 %(file)s。", file=target))


def write(rules_file: Path, facts_file: Path, target: Path) -> None:
    """Write the facts; a folder must not hold anything yet, so that no file of it stays behind.

    Raises:
        FactsRefused: as `load_facts`.
        Refusal: "folder.not_empty".
    """
    rules = load_rules(rules_file)
    given = load_facts(facts_file, rules).facts
    if target.suffix == ".json":
        text = json.dumps(facts_document(given, rules), ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
        return
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise Refusal("folder.not_empty", folder=target)
    for name, data in facts_folder(given, rules).items():
        (target / name).write_bytes(data)
