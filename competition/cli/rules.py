"""`flask rules`: what a rule set may hold."""

import json

import click

from competition.domain.rules.shapes.schema import rule_set_schema


@click.group()
def rules() -> None:
    """Rule sets as files."""


@rules.command("schema")
def schema() -> None:
    """Print the JSON Schema of rule sets, for editors and checkers."""
    click.echo(json.dumps(rule_set_schema(), ensure_ascii=False, indent=1))
