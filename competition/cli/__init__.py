"""Commands for the keeper of the server."""

from flask import Flask

from competition.cli import audit, database, demo, doctor, serve, users


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (audit.audit, database.db, users.user, doctor.doctor, serve.serve, demo.demo):
        app.cli.add_command(command)
