"""`flask audit`: the record, verified where the database is."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from competition.documents.wording.actions import break_text
from competition.models import AuditRecord, database
from competition.services.audit_heads import sign_ended_days, signed_heads
from competition.services.sealing import seal_pending, verify_record


@click.group()
def audit() -> None:
    """The record of what happened."""


@audit.command("verify")
@click.option("--competition", "competition_id", type=int, help="number of one competition")
@click.option("--head", help="a head that was kept outside the system; it must occur")
@with_appcontext
def verify(competition_id: int | None, head: str | None) -> None:
    """Verify the chain of one competition, or of all and of what belongs to none."""
    known = "".join((head or "").split()).lower() or None
    if known and competition_id is None:
        raise click.ClickException("核对校验值时请用 --competition 指明竞赛编号。")
    broken = 0
    for scope in [competition_id] if competition_id is not None else scopes():
        broken += not verified(scope, known)
    if broken:
        raise SystemExit(1)


@audit.command("seal")
@with_appcontext
def seal() -> None:
    """Seal what waits and sign the heads of days that have ended. Safe to run again."""
    sealed = 0
    while count := seal_pending():
        sealed += count
    click.echo(f"已计算 {sealed} 条记录的校验值，签署 {sign_ended_days()} 个每日校验值。")


def scopes() -> list[int | None]:
    """Every competition that has a record, and None for what belongs to none."""
    found = database.session.scalars(select(AuditRecord.competition_id).distinct()).all()
    return sorted(found, key=lambda scope: scope or 0)


def verified(competition_id: int | None, known_head: str | None) -> bool:
    """Verify one chain, print what was found, and say whether it holds."""
    name = "系统" if competition_id is None else f"竞赛 {competition_id}"
    report = verify_record(competition_id, known_head=known_head)
    heads = signed_heads(competition_id, limit=100_000)
    bad = [head.day.isoformat() for head, holds in heads if not holds]
    if not report.holds:
        click.echo(f"✗ {name}：{break_text(report.reason, report.broken_at)}")
    elif bad:
        click.echo(f"✗ {name}：这些日期的签名校验值不符：{'、'.join(bad)}。")
    else:
        tail = f"，另有 {report.unsealed} 条待计算" if report.unsealed else ""
        click.echo(f"✓ {name}：{report.sealed} 条记录完整{tail}，校验值 {report.head}")
    return report.holds and not bad
