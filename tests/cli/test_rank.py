"""`flask rank` on files: what it prints, what it refuses, and what it needs (nothing)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from competition.cli.ranking import rank
from competition.cli.terminal import aligned_table, width
from competition.documents.tables.read import read_rows
from tests.conftest import ROOT
from tests.domain.worked.from_files import runner

EXAMPLE = ROOT / "docs" / "examples" / "contest"
RULES = str(EXAMPLE / "rules.json")
ONE_STAGE = {
    "schema": 1,
    "stages": {
        "panel": {
            "criteria": [{"key": "all", "max": "100", "step": "0.5"}],
            "steps": [
                {"reduce": "criterion", "by": "sum"},
                {"reduce": "judge", "by": "mean", "as": "mean"},
                {"adjust": [{"kind": "bonus", "effect": "plus"}], "as": "score"},
                {"rank": [{"key": "score"}], "style": "1224"},
            ],
        }
    },
}


def ranked(*arguments: object) -> Result:
    return runner().invoke(rank, [str(argument) for argument in arguments])


@pytest.fixture
def one_stage(tmp_path: Path) -> Path:
    """The rules of one stage in a file, beside which tests put facts."""
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(ONE_STAGE), encoding="utf-8")
    (tmp_path / "facts").mkdir()
    return file


def put(rules: Path, table: str, text: str, encoding: str = "utf-8") -> Path:
    """Write one file of the folder of facts beside the rules; returns the folder."""
    folder = rules.parent / "facts"
    (folder / f"{table}.csv").write_text(text, encoding=encoding)
    return folder


def standings(result: Result) -> list[list[str]]:
    """Entry, rank and score of the last part, from the JSON output."""
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    evaluation = document["evaluations"][document["part"]]
    cells = dict(evaluation["tables"][evaluation["score"]]["cells"])
    return [[row[0], row[2], cells.get(row[0])] for row in evaluation["standings"]]


def test_the_example_of_the_page_is_ranked_as_the_page_shows():
    page = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")

    result = ranked(RULES, EXAMPLE / "facts", "--explain", "E2")

    assert result.exit_code == 0
    for block in result.stdout.split("\n\n"):
        assert block.strip() in page


def test_columns_line_up_under_wide_characters():
    text = aligned_table(["名次", "entry"], [["1", "高炉水温差监测"], ["10", "E2"]])

    head, rule, first, second = text.split("\n")
    assert [width(line[: line.index("e")]) for line in (head,)] == [6]
    assert (rule, first, second) == ("────  ──────────────", "1     高炉水温差监测", "10    E2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same(one_stage: Path, encoding: str):
    folder = put(one_stage, "marks", "项目,评委,得分\n甲𬭎,张三,90\n乙,张三,91.5\n", encoding)

    assert standings(ranked(one_stage, folder, "--format", "json")) == [
        ["乙", 1, "91.5"],
        ["甲𬭎", 2, "90"],
    ]


def test_every_fault_of_every_file_is_told_at_once(one_stage: Path):
    put(one_stage, "entries", "id,state\nE1,\nE1,\n,\nE2,gone\n")
    put(one_stage, "judges", "id\nJ1\n")
    put(one_stage, "events", "entry,kind,amount,date\nE9,bonus,two,5.3.2026\n")
    put(one_stage, "decisions", "part,step,kind,chosen\nfinal,rank,toss,E9\n")
    folder = put(
        one_stage,
        "marks",
        "entry,judge,criterion,value,state\n"
        "E1,J1,all,90.3,\nE1,J1,all,80,\nE1,J2,all,,缺席\nE7,J1,art,100.5,\nE1,J1,all,5,absent\n",
    )

    result = ranked(one_stage, folder)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "✗ entries.csv 第 3 行 A 列：“E1”出现了两次，第一次在 2，请删去一处。",
        "✗ entries.csv 第 5 行 B 列：状态“gone”不可用，可填：scored, withdrawn, disqualified。",
        "✗ marks.csv 第 2 行 D 列：90.3 不在打分间隔上，请以 0.5 分为一档填写。",
        "✗ marks.csv 第 3 行 A 列：评委“J1”对项目“E1”的这一项已有分数，请只保留一处。",
        "✗ marks.csv 第 4 行 B 列：评委“J2”不在评委表中，请核对。",
        "✗ marks.csv 第 5 行 A 列：项目“E7”不在项目表中，请核对。",
        "✗ marks.csv 第 6 行 D 列：状态为“absent”时不能有分数 5，请删去其一。",
        "✗ events.csv 第 2 行 A 列：项目“E9”不在项目表中，请核对。",
        "✗ events.csv 第 2 行 C 列：“two”不是数值。",
        "✗ events.csv 第 2 行 D 列：日期“5.3.2026”应写成 2026-03-05 这样。",
        "✗ decisions.csv 第 2 行 A 列：计分规则中没有阶段“final”，可填：panel。",
        "✗ decisions.csv 第 2 行 C 列：决定的种类“toss”不可用，"
        "可填：order, choose, bar, vacate, revoke。",
        "✗ decisions.csv 第 2 行 D 列：项目“E9”不在项目表中，请核对。",
        "共 13 处有误，没有计算。",
    ]


def test_faults_are_told_in_english_when_asked(one_stage: Path):
    folder = put(one_stage, "marks", "entry,judge,value\nE1,J1,101\nE2,,90\n")

    result = ranked(one_stage, folder, "--language", "en")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[1:] == [
        "✗ marks.csv row 3 column B: “judge” is missing here. Please fill it in.",
        "2 faults. Nothing was calculated.",
    ]


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        (
            "marks",
            "entry,value\nE1,90\n",
            "marks.csv 第 1 行：缺少“judge / 评委”列，请按模板补上。",
        ),
        ("marks", "entry,judge,value,x\nE1,J1,90,1\n", "marks.csv 第 1 行 D 列：D 列“x”不在模板里"),
        ("marks", "", "marks.csv：表格里没有数据"),
        ("event", "entry\nE1\n", "event.csv：不认识文件 event.csv，请改名或移走"),
    ],
)
def test_a_file_with_another_shape_is_refused(one_stage: Path, table: str, text: str, said: str):
    folder = put(one_stage, table, text)

    result = ranked(one_stage, folder)

    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_a_folder_without_marks_is_refused(one_stage: Path):
    result = ranked(one_stage, one_stage.parent / "facts")

    assert result.exit_code == 1
    assert result.stderr.startswith("✗ facts：文件夹里没有 marks.csv，请放入评分数据。")


def test_what_the_engine_refuses_is_told_and_nothing_is_printed(one_stage: Path):
    document = json.loads(one_stage.read_text())
    document["stages"]["panel"]["steps"][-1]["per"] = "track"
    one_stage.write_text(json.dumps(document))
    folder = put(one_stage, "marks", "entry,judge,value\nE1,J1,90\n")

    result = ranked(one_stage, folder)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "✗ 项目 E1 缺少“track”，请补全后再计分。\n"


def test_a_fault_of_the_rules_is_told_with_its_path(one_stage: Path):
    document = json.loads(one_stage.read_text())
    document["stages"]["panel"]["steps"][1]["by"] = "average"
    one_stage.write_text(json.dumps(document))
    folder = put(one_stage, "marks", "entry,judge,value\nE1,J1,90\n")

    result = ranked(one_stage, folder)

    assert result.exit_code == 1
    assert "rules.json：" in result.stderr
    assert "stages.panel.steps[1].by" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"schema": 2, "sheets": [}', "json：不是可读的 JSON 文件：第 1 行第 26 列"),
        ('{"schema": 2, "schema": 1}', "“schema”写了两次"),
        ("[]", "这个 JSON 文件应以一个对象开头"),
        ('{"schema": 3}', "facts.json schema：schema 应为 1"),
        ('{"schema": 2, "sheet": []}', "facts.json sheet：没有“sheet”这一项"),
        (
            '{"schema": 2, "sheets": [{"entry": "E"}]}',
            "facts.json sheets[0].judge：这里缺少“judge”",
        ),
        (
            '{"schema": 2, "sheets": [{"entry": "E", "judge": "J", "marks": {"all": 36.5}}]}',
            "facts.json sheets[0].marks.all：这里应为文字",
        ),
        (
            '{"schema": 2, "sheets": [{"entry": "E", "judge": "J", "marks": {"all": "101"}}]}',
            "facts.json sheets[0].marks.all：101 超过满分 100.0",
        ),
        (
            '{"schema": 1, "sheets": [{"entry": "E", "judge": "J", "marks": {"all": "90"}}]}',
            "facts.json sheets[0].marks.all：状态“90”不可用",
        ),
        ('{"schema": 2, "sheets": {}}', "facts.json sheets：这里应为列表"),
        ('{"schema": 2, "sheets": [1]}', "facts.json sheets[0]：这里应为对象"),
        ('{"schema": 2, "entries": [{"id": "E", "x": ""}]}', "entries[0].x：没有“x”这一项"),
    ],
)
def test_a_broken_document_is_told_by_its_path(one_stage: Path, text: str, said: str):
    file = one_stage.parent / "facts.json"
    file.write_text(text, encoding="utf-8")

    result = ranked(one_stage, file)

    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_points_and_integers_of_a_document_are_told_apart(one_stage: Path):
    sheet = {"entry": "E", "judge": "J", "marks": {"all": 95}}
    found = []
    for schema in (1, 2):
        file = one_stage.parent / f"{schema}.json"
        file.write_text(json.dumps({"schema": schema, "sheets": [{"stage": "panel", **sheet}]}))
        found += standings(ranked(one_stage, file, "--format", "json"))

    assert found == [["E", 1, "9.5"], ["E", 1, "95"]]


def test_events_that_no_step_names_are_listed(one_stage: Path):
    put(one_stage, "events", "id,entry,kind,stage,amount\nA,E1,bonus,,2\nB,E1,bonnus,panel,3\n")
    folder = put(one_stage, "marks", "entry,judge,value\nE1,J1,90\n")

    text, document = (ranked(one_stage, folder, "--format", form) for form in ("table", "json"))

    assert standings(document) == [["E1", 1, "92"]]
    assert json.loads(document.stdout)["unused_events"] == ["B"]
    assert text.stdout.split("\n\n")[-2:] == [
        "注意：计分规则没有用到这些事项，没有计入",
        "编号  项目  种类    阶段\n────  ────  ──────  ─────\nB     E1    bonnus  panel\n",
    ]


def test_what_blocks_publication_is_listed(one_stage: Path):
    folder = put(one_stage, "marks", "entry,judge,value,state\nE1,J1,90,\nE1,J2,,\nE2,J1,80,\n")

    result = ranked(one_stage, folder)

    assert result.exit_code == 0
    assert "公布前须处理" in result.stdout
    assert "评委J2没有提交E1的评分表" in result.stdout


def test_a_workbook_holds_every_part_and_the_calculation(tmp_path: Path):
    target = tmp_path / "out.xlsx"

    result = ranked(
        RULES, EXAMPLE / "facts", "--format", "xlsx", "--output", target, "--explain", "E2"
    )

    assert (result.exit_code, result.stdout) == (0, "")
    data = target.read_bytes()
    last = read_rows(data, sheet="排名：总成绩").rows
    assert last[1].cells[:5] == ["1", "E1", "输电线路巡检机器人", "88.53", "一等奖"]
    assert read_rows(data, sheet="排名：review").rows[1].cells[3] == "87.83"
    told = [row.cells[1:] for row in read_rows(data, sheet="计算过程：E2").rows]
    assert ["去掉最高分、最低分", "最高 90（J5），最低 83（J4）", "余 3 份"] in told


def test_a_workbook_needs_a_file_to_go_to():
    result = ranked(RULES, EXAMPLE / "facts", "--format", "xlsx")

    assert (result.exit_code, result.stdout) == (2, "")


def test_an_unknown_entry_cannot_be_explained():
    for form in ("table", "json"):
        result = ranked(RULES, EXAMPLE / "facts", "--explain", "E9", "--format", form)

        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "✗ 项目 E9 不在参评项目中。\n"


def test_it_runs_from_an_empty_folder_without_database_and_keys(tmp_path: Path):
    instance, empty = tmp_path / "instance", tmp_path / "empty"
    empty.mkdir()
    app = f"competition:create_app({str(instance)!r})"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COMP_")}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", app, "rank", RULES, str(EXAMPLE / "facts")],
        cwd=empty,
        env={**kept, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ranked(RULES, EXAMPLE / "facts").stdout
    assert list(empty.iterdir()) == []
    assert not any(file.suffix == ".sqlite3" for file in instance.iterdir())
