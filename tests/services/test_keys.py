"""New keys: from then on they sign and seal; what the old ones signed or sealed still holds."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from competition import create_app
from competition.domain.refusal import Refusal
from competition.models import AuditRecord, Certificate, ResultVersion, database
from competition.services import vault
from competition.services.certificates.rendering import certificate_pdf
from competition.services.result_seal import check_result
from competition.services.signing import key_id, public_keys, sign, verify
from tests.certificate_factories import awarded, issued
from tests.conftest import SETTINGS
from tests.factories import Make


def run(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=["key", *words])
    assert result.exit_code == 0, result.output
    return result.output


def started_again(app: Flask) -> Flask:
    database.close()
    return create_app(app.instance_path, fonts_path=app.config["JIANGPING"].fonts_path, **SETTINGS)


def test_old_signatures_hold_under_each_new_signing_key(app: Flask) -> None:
    signed = [(*sign(b"first"), b"first")]
    for word in (b"second", b"third"):
        run(app, "create")
        signed.append((*sign(word), word))

    app = started_again(app)

    assert len({key for _signature, key, _word in signed}) == 3
    assert [verify(word, signature, key) for signature, key, word in signed] == [True] * 3
    assert not verify(b"first", signed[0][0], signed[1][1])
    assert (list(public_keys())[0], len(public_keys())) == (key_id(), 3)
    assert run(app, "list").count("签名密钥") == 3


def test_a_published_result_holds_after_the_signing_key_was_replaced(
    app: Flask, make: Make
) -> None:
    awarded(make, entries=1)

    run(app, "create", "signing")

    result = database.session.scalars(
        select(ResultVersion).where(ResultVersion.signature != "").limit(1)
    ).one()
    assert result.signing_key != key_id()
    assert check_result(result).signature is True


def test_what_was_sealed_before_is_read_and_new_values_get_the_new_key(app: Flask) -> None:
    before = vault.seal("13800001234", "phone")
    run(app, "create", "data")
    after = vault.seal("13800001234", "phone")

    started_again(app)

    assert before.split(":")[0] != after.split(":")[0] == vault.key_id()
    assert [vault.unseal(one, "phone") for one in (before, after)] == ["13800001234"] * 2


def test_certificates_are_the_same_bytes_after_the_data_key_was_replaced(
    app: Flask, make: Make
) -> None:
    contest, _second = awarded(make, entries=1)
    before = certificate_pdf(issued(contest)[0])

    run(app, "create", "data")
    started_again(app)

    assert certificate_pdf(database.session.scalars(select(Certificate)).one()) == before


def test_without_its_old_data_key_a_value_is_refused(app: Flask) -> None:
    sealed = vault.seal("13800001234", "phone")
    run(app, "create", "data")
    (old,) = Path(app.instance_path).glob("data.*.key")
    old.unlink()
    started_again(app)

    with pytest.raises(Refusal, match="vault.key"):
        vault.unseal(sealed, "phone")


def test_a_new_key_is_recorded_and_its_file_is_for_the_owner_only(app: Flask) -> None:
    old = key_id()

    run(app, "create")
    run(app, "create", "data")

    folder = Path(app.instance_path)
    records = database.session.scalars(
        select(AuditRecord.detail).where(AuditRecord.action == "key.create")
    ).all()
    modes = {file.name.split(".")[0]: file.stat().st_mode & 0o777 for file in folder.glob("*.key")}
    assert records[0] == {"old": old, "new": key_id()}
    assert (len(records), set(modes.values())) == (2, {0o600})


def test_a_file_that_holds_no_key_stops_the_start_by_name(app: Flask) -> None:
    (Path(app.instance_path) / "signing.0123.pub").write_text("nothing")

    with pytest.raises(ValueError, match=r"signing\.0123\.pub holds no key"):
        started_again(app)
