"""`flask verify-result`: a published result recomputed from its file, without a database."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from competition.documents.wording.refusals import refusal_text
from competition.domain.bundle import Difference, check_bundle
from competition.domain.canonical import canonical_json
from competition.domain.refusal import Refusal
from competition.services.signing import is_signed_by

NAMES = {"rules": "规则", "facts": "事实", "outcome": "结果"}


@click.command("verify-result")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="the organiser's public key (PEM) from another source than the file",
)
@with_appcontext
def verify_result(bundle: Path, key: Path | None) -> None:
    """Recompute a published result and say equal, or name the first difference."""
    document = read_bundle(bundle)
    try:
        report = check_bundle(document)
    except Refusal as refusal:
        raise click.ClickException(str(refusal_text(refusal))) from None
    for name in report.digests:
        click.echo(f"✗ {NAMES[name]}的摘要与签名所载不符。")
    signed = tell_signature(document, key)
    if report.difference is None:
        click.echo("✓ 重新计算的结果与公布的完全一致。")
    else:
        tell_difference(report.difference)
    if not (report.holds and signed):
        raise SystemExit(1)


def read_bundle(file: Path) -> dict[str, Any]:
    """The document in a file.

    Raises:
        ClickException: when it is no JSON object.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise click.ClickException(f"{file} 不是可读的 JSON 文件（{error}）。") from None
    if not isinstance(document, dict):
        raise click.ClickException(f"{file} 不是成绩核验文件。")
    return document


def tell_signature(document: dict[str, Any], key: Path | None) -> bool:
    """Say whether the signature fits, and whose key it was verified with."""
    pem = key.read_text(encoding="utf-8") if key else str(document["public_key"])
    signature = document["signature"]
    value = str(signature.get("value")) if isinstance(signature, dict) else ""
    holds = is_signed_by(canonical_json(document["signed"]), value, pem)
    if not holds:
        click.echo("✗ 签名无效，文件可能被改动，或不是此公钥签署。")
    elif key:
        click.echo("✓ 签名有效，由所给公钥签署。")
    else:
        click.echo("✓ 签名有效。公钥取自文件本身，请用 --key 与主办单位公布的公钥核对。")
    return holds


def tell_difference(difference: Difference) -> None:
    """Name the first place at which the outcomes differ."""
    click.echo(f"✗ 重新计算的结果不同，第一处在 {difference.path}：")
    click.echo(f"  公布 {json.dumps(difference.published, ensure_ascii=False)}")
    click.echo(f"  重算 {json.dumps(difference.recomputed, ensure_ascii=False)}")
