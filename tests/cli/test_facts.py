"""`flask facts`: the same facts as CSV files and as a document."""

import json
from pathlib import Path

from click.testing import Result

from competition.cli.facts import facts
from competition.cli.ranking import rank
from tests.cli.test_rank import EXAMPLE, RULES
from tests.domain.worked.from_files import runner


def written(*arguments: object) -> Result:
    return runner().invoke(facts, [RULES, *(str(argument) for argument in arguments)])


def ranked(path: Path) -> str:
    result = runner().invoke(rank, [RULES, str(path)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_folder_becomes_a_document_and_a_folder_again(tmp_path: Path):
    document, folder = tmp_path / "facts.json", tmp_path / "facts"

    there = written(EXAMPLE / "facts", document)
    back = written(document, folder)

    assert (there.exit_code, back.exit_code) == (0, 0)
    assert json.loads(document.read_text())["schema"] == 2
    files = sorted(file.name for file in folder.iterdir())
    assert files == ["entries.csv", "events.csv", "judges.csv", "marks.csv"]
    assert ranked(document) == ranked(folder) == ranked(EXAMPLE / "facts")


def test_a_folder_that_holds_files_is_left_alone(tmp_path: Path):
    (tmp_path / "kept.csv").write_text("")

    result = written(EXAMPLE / "facts", tmp_path)

    assert result.exit_code == 1
    assert "请换一个空文件夹" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["kept.csv"]


def test_faults_are_told_and_nothing_is_written(tmp_path: Path):
    document = tmp_path / "facts.json"
    document.write_text('{"schema": 2, "sheets": [{"entry": "E1"}]}')

    result = written(document, tmp_path / "target")

    assert result.exit_code == 1
    assert "sheets[0].judge" in result.stderr
    assert not (tmp_path / "target").exists()
