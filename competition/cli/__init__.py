"""Commands for the keeper of the server."""

from flask import Flask

from competition.cli import (
    audit,
    database,
    demo,
    doctor,
    facts,
    keys,
    organisations,
    participation,
    ranking,
    rules,
    serve,
    users,
    verify,
)


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for group in (
        audit.audit,
        database.db,
        users.user,
        keys.key,
        demo.demo,
        rules.rules,
        organisations.organisations,
        participation.participation,
    ):
        app.cli.add_command(group)
    for command in (doctor.doctor, serve.serve, verify.verify_result, ranking.rank, facts.facts):
        app.cli.add_command(command)
