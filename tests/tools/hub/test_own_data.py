import json
from pathlib import Path

import pytest

from tools.errors import DataError
from tools.hub.own import own


def rows(n: int = 100) -> list[tuple[str, str]]:
    return [(f"text, number {i}", "good" if i % 2 else "bad") for i in range(n)]


def csv_of(rows: list[tuple[str, str]], header: str = "text,label") -> str:
    return "\n".join([header, *(f'"{text}",{label}' for text, label in rows)]) + "\n"


@pytest.fixture
def give(tmp_path):
    def give(content: str | bytes, name: str = "mine.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return give


def test_a_csv_becomes_a_dataset(give, tmp_path):
    made = own(give(csv_of(rows())), tmp_path)
    assert (made.name, made.labels, made.n_train, made.n_test) == ("mine", ("bad", "good"), 80, 20)
    assert made.description == "100 rows of mine.csv; 20 % of each label are test examples."


def test_texts_that_all_have_two_labels_are_a_sentence(give, tmp_path):
    twice = [(text, label) for text, _ in rows() for label in ("good", "bad")]
    with pytest.raises(DataError, match=r"Every text of .* stands there with two labels\. Correct"):
        own(give(csv_of(twice)), tmp_path)


def test_the_same_rows_are_the_same_data_in_any_file(give, tmp_path):
    lines = "\n".join(json.dumps({"label": b, "text": a}) for a, b in reversed(rows()))
    spread = csv_of(rows(), header="\ufefftext,label").replace("\n", "\r\n")
    semicolons = "label;text\n" + "".join(f"{b};{a}\n" for a, b in rows())
    files = [
        give(csv_of(rows())),
        give(lines, "a.jsonl"),
        give(spread, "b.csv"),
        give(semicolons, "c.csv"),
        give(semicolons.replace(";", "\t"), "d.tsv"),
    ]
    assert len({own(file, tmp_path).sha256 for file in files}) == 1


def test_named_columns_are_taken(give, tmp_path):
    file = give(csv_of(rows(), header="words,kind"))
    assert own(file, tmp_path, text_column="words", label_column="kind").n_test == 20


def test_what_was_left_out_is_said(give, tmp_path):
    extra = [("text, NUMBER 1", "good"), ("", "good"), ("no label", ""), ("text, number 2", "good")]
    made = own(give(csv_of(rows() + extra)), tmp_path)
    assert "1 repeats were left out." in made.description
    assert "1 texts that stand there with two labels were left out." in made.description
    assert "2 rows without a text or a label were left out." in made.description
    assert made.n_train + made.n_test == 99


def test_a_rare_label_is_learned_and_not_tested(give, tmp_path):
    made = own(give(csv_of([*rows(), ("a strange one", "odd")])), tmp_path)
    assert made.labels == ("bad", "good", "odd")
    assert (made.n_train, made.n_test) == (81, 20)


def test_json_numbers_are_labels_and_null_is_none(give, tmp_path):
    lines = [{"text": a, "label": int(b == "good")} for a, b in rows()]
    lines.append({"text": "unlabelled", "label": None})
    made = own(give("\n".join(map(json.dumps, lines)), "a.jsonl"), tmp_path)
    assert made.labels == ("0", "1")
    assert "1 rows without" in made.description


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("text,label\n", "a header and no rows"),
        (csv_of([(a, "good") for a, _ in rows()]), "only one label, 'good',"),
        (csv_of(rows()) + "one column\n", "line 102: 1 columns, where the header has 2"),
        (csv_of(rows()) + "a, b, good\n", "in double quotes"),
        (csv_of(rows()) + '"open,good\n', "Correct that row's quotes"),
        (csv_of(rows()).encode() + b"caf\xe9,good\n", "is not UTF-8 text (byte 2255 is not)"),
        (csv_of(rows(), header="text,text"), "two columns named 'text'"),
        (csv_of(rows(), header="words,label"), "Which column of"),
        (csv_of(rows(), header="words,label"), "its columns are words, label"),
        (csv_of(rows(30)), "leaves 6 to test with. Add some: with about 100 rows"),
        (csv_of([(a, a) for a, _ in rows()]), "line 2: 3 columns"),
        (csv_of([(a, f"id{i}") for i, (a, _) in enumerate(rows())]), "that is no label"),
        (csv_of([(a, "") for a, _ in rows()]), "no label in the column"),
        (b"PK\x03\x04\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_bad_csv_is_a_sentence_that_names_it(give, tmp_path, content, said):
    with pytest.raises(DataError) as caught:
        own(give(content), tmp_path)
    assert said in str(caught.value)
    assert "mine.csv" in str(caught.value)
    assert not (tmp_path / "datasets").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "line 1: not a JSON object"),
        ("[" * 100_000, "line 1: not a JSON object"),
        ("[1, 2]", "line 1: not a JSON object"),
        ('{"text": "a", "label": "b"}\n{"text": "a"}', "line 2: there is no 'label'"),
        ('{"text": ["a"], "label": "b"}', "line 1: 'text' is neither text"),
        ('{"text": "a\\ud800", "label": "b"}', "line 1: 'text' holds half a character"),
    ],
)
def test_bad_json_lines_are_a_sentence(give, tmp_path, content, said):
    with pytest.raises(DataError) as caught:
        own(give(content, "a.jsonl"), tmp_path)
    assert said in str(caught.value)


def test_a_label_column_that_is_not_there_names_the_columns(give, tmp_path):
    with pytest.raises(DataError, match=r"no column 'mood'; its columns are text, label\."):
        own(give(csv_of(rows())), tmp_path, label_column="mood")


def test_one_column_cannot_be_both(give, tmp_path):
    with pytest.raises(DataError, match="cannot both be the column 'label'"):
        own(give(csv_of(rows())), tmp_path, text_column="label")


def test_unknown_and_foreign_files_are_sentences(give, tmp_path):
    with pytest.raises(DataError, match="There is no file"):
        own(tmp_path / "nowhere.csv", tmp_path)
    with pytest.raises(DataError, match="Save it as one of these"):
        own(give("text", "a.xlsx"), tmp_path)
    with pytest.raises(DataError, match="cannot be read"):
        own(tmp_path, tmp_path)


def test_beyond_5000_rows_the_rest_is_left_out_and_said(give, tmp_path):
    made = own(give(csv_of(rows(8_000))), tmp_path)
    assert (made.n_train, made.n_test) == (5_000, 1_600)
    assert "1400 were left out: at most 5,000 to learn from" in made.description
