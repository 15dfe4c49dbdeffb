"""`flask demo`: the demonstration contest."""

import click


@click.group()
def demo() -> None:
    """The demonstration contest of an invented province."""
