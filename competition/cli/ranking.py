"""`flask rank`: entries ranked under any rule set from files, without a database."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from competition.cli.fact_sources import Given, load_facts, load_rules
from competition.cli.terminal import aligned_table
from competition.documents.list_tables import list_table
from competition.documents.rank_report import Section, derivation_section, ranking_sections
from competition.documents.tables.write import workbook_bytes
from competition.documents.wording.fact_faults import fault_text
from competition.documents.wording.refusals import refusal_text
from competition.documents.wording.translation import gettext as _
from competition.domain.bundle import outcome_json
from competition.domain.carrying_out import carried_out
from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, RuleSet, calculate, unused_events
from competition.domain.rules.reading import FactsRefused
from competition.domain.rules.reading.rows import MOST_FAULTS

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
Done = Mapping[str, Calculation]


@click.command()
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json", "xlsx"]), default="table")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="a file to write")
@click.option("--explain", metavar="ENTRY", help="how this entry came to its score and rank")
@click.option("--language", type=click.Choice([*LOCALES]), default="zh", show_default=True)
@with_appcontext
def rank(
    rules: Path, facts: Path, form: str, output: Path | None, explain: str | None, language: str
) -> None:
    """Rank FACTS under RULES: a folder of CSV files, a JSON document, or an exported bundle."""
    with force_locale(LOCALES[language]):
        if form == "xlsx" and output is None:
            raise click.UsageError(_("Excel 文件请用 --output 写明文件名。"))
        try:
            written = _ranked(rules, facts, form, explain)
        except FactsRefused as refused:
            tell_faults(refused)
            raise SystemExit(1) from None
        except Refusal as refusal:
            click.echo(f"✗ {refusal_text(refusal)}", err=True)
            raise SystemExit(1) from None
        if output is not None:
            output.write_bytes(written)
            click.echo(_("已写入 %(file)s。", file=output), err=True)
        else:
            click.echo(written.decode("utf-8"), nl=False)


def tell_faults(refused: FactsRefused) -> None:
    """Say every fault, and how many there are."""
    for fault in refused.faults[:MOST_FAULTS]:
        click.echo(f"✗ {fault_text(fault)}", err=True)
    count = len(refused.faults)
    click.echo(_("共 %(count)s 处有误，没有计算。", count=count), err=True)


def _ranked(rules_file: Path, facts_file: Path, form: str, explain: str | None) -> bytes:
    """The whole report in the form asked for; nothing is written before all of it is there."""
    rules = load_rules(rules_file)
    given = load_facts(facts_file, rules)
    shows_ranks_only = explain is None and form != "json"
    done = given.calculate(rules, carried_out if shows_ranks_only else calculate)
    if form == "json":
        return _as_json(rules, given, done, explain)
    unused = unused_events(rules, given.facts)
    sections = ranking_sections(rules, given.facts, done, unused)
    if explain is not None:
        sections.append(derivation_section(rules, given.facts, done, explain))
    return _as_workbook(sections) if form == "xlsx" else _as_text(sections)


def _as_text(sections: list[Section]) -> bytes:
    parts = [f"{one.title}\n\n{aligned_table(one.headers, one.rows)}\n" for one in sections]
    return "\n".join(parts).encode("utf-8")


def _as_workbook(sections: list[Section]) -> bytes:
    tables = [list_table(one.title, one.headers, one.rows) for one in sections]
    return workbook_bytes(tables[0], tables[1:])


def _as_json(rules: RuleSet, given: Given, done: Done, explain: str | None) -> bytes:
    """The outcome in the shape of a bundle, with derivations and what was not looked at."""
    document: dict[str, Any] = {"schema": 1, **outcome_json(list(done)[-1], done)}
    document["unused_events"] = [event.id for event in unused_events(rules, given.facts)]
    if explain is not None:
        known = {key: one for key, one in done.items() if one.knows(explain)}
        if not known:
            raise Refusal("facts.unknown_entry", entry=explain)
        document["derivations"] = {key: one.derive(explain) for key, one in known.items()}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
