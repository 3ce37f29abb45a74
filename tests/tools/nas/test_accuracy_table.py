"""Tables of accuracies: what is read, what is refused, and what is drawn of them."""

import pytest

from tools.errors import RequestError
from tools.nas.sampling import drawn
from tools.nas.tables import AccuracyTable, Known, read_accuracies

HEADER = "index,ops,params,macs,cifar10_test,cifar100_test,cifar10_seed0\n"


@pytest.fixture
def written(tmp_path):
    def write(text, header=HEADER):
        path = tmp_path / "accuracy.csv"
        path.write_text(header + text, encoding="utf-8")
        return path

    return write


def test_codes_are_text_and_other_columns_are_passed_over(written):
    table = read_accuracies(written("0,111111,10,20,90.5,70,1\n1,1s1s1s,11,21,91,71,2\n"))
    assert table.datasets == ("cifar10", "cifar100")
    assert table.rows[0] == Known("111111", 10, 20, {"cifar10": 90.5, "cifar100": 70})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0,111111,10,20,,70,1\n", "line 2: cifar10_test is missing; an accuracy"),
        ("0,111111,ten,20,90,70,1\n", "line 2: params is 'ten'; it is a whole number of 0 or more"),
        ("0,111111,10,20,nan,70,1\n", "percentage"),
        ("0,111111,10,20,90,170,1\n", "percentage"),
        ("0,111111,-10,20,90,70,1\n", "line 2: params is '-10'; it is a whole number"),
        ("0,111111,10,0,90,70,1\n", "line 2: macs is '0'; .* 1 or more"),
        ("0,111111,1e6,20,90,70,1\n", "params is '1e6'"),
        ("0,111111,1_0,20,90,70,1\n", "params is '1_0'"),
        ("0,111111," + "9" * 5_000 + ",20,90,70,1\n", "params is '9{40}'; "),
        ("", "has a header and no rows"),
        ("0,111111,10,20\n", "line 2: cifar10_test is missing"),
        ("0,111111,10,20,90,70,1\n1,111111,10,20,90,70,1\n", "111111 is on lines 2 and 3"),
    ],
)
def test_a_row_that_is_none_is_named(written, text, said):
    with pytest.raises(RequestError, match=said):
        read_accuracies(written(text))


def test_a_byte_order_mark_and_fields_beyond_the_header_are_passed_over(tmp_path):
    path = tmp_path / "accuracy.csv"
    path.write_text("\ufeffops,params,macs,a_test\n111111,1,2,90,more\n", encoding="utf-8")
    assert read_accuracies(path).rows == (Known("111111", 1, 2, {"a": 90}),)


@pytest.mark.parametrize(
    ("header", "lacking"),
    [
        ("ops,params,macs\n", r"\(<dataset>_test\)"),
        ("code,params,cifar10_test\n", r"\(ops, macs\)"),
        ("a,b,c\n", r"\(ops, params, macs, <dataset>_test\)"),
    ],
)
def test_a_table_without_a_column_says_which(written, header, lacking):
    with pytest.raises(RequestError, match=lacking):
        read_accuracies(written("1,2,3\n", header))


def test_what_is_no_file_of_text_is_a_sentence(tmp_path):
    with pytest.raises(RequestError, match="does not exist"):
        read_accuracies(tmp_path / "none.csv")
    with pytest.raises(RequestError, match="is a folder and no file"):
        read_accuracies(tmp_path)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(RequestError, match=r"empty.csv is empty\. Give a CSV file"):
        read_accuracies(tmp_path / "empty.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00ops")
    with pytest.raises(RequestError, match="line 1: this is no text in UTF-8"):
        read_accuracies(tmp_path / "binary.csv")


def test_more_rows_than_are_read_are_refused(written):
    with pytest.raises(RequestError, match="has more than 100,000 rows"):
        read_accuracies(written("".join(f"0,{n},1,1,1,1,1\n" for n in range(100_001))))


@pytest.fixture
def table():
    """Eleven networks: one at 0 %, ten at 91 to 100 %."""
    reached = [0, *range(91, 101)]
    rows = tuple(Known(f"cell{n}", n, n, {"made": float(a)}) for n, a in enumerate(reached))
    return AccuracyTable("made.csv", rows)


def test_the_same_seed_draws_the_same_networks_each_once(table):
    one, same, other = (drawn(table, 6, "random", seed).rows for seed in (0, 0, 1))
    assert one == same != other
    assert len({row.code for row in one}) == 6


def test_bins_of_equal_width_give_what_they_hold_and_say_so(table):
    # Width 10: the first bin holds the one at 0 %, the last those from 91 %, eight are empty.
    sample = drawn(table, 10, "stratified", 0)
    assert sorted(row.accuracies["made"] >= 90 for row in sample.rows) == [False, True]
    assert sample.strata == (
        "ten equal-width bins of made test accuracy, from the least: 1 0 0 0 0 0 0 0 0 1 cells"
    )


def test_deciles_hold_equally_many(table):
    assert "1 1 1 1 1 1 1 1 1 1 cells" in drawn(table, 10, "deciles", 0).strata


@pytest.mark.parametrize("cells", [1, 12])
def test_no_more_are_drawn_than_there_are(table, cells):
    with pytest.raises(RequestError, match="2 to 11"):
        drawn(table, cells, "random", 0)


def test_equal_accuracies_are_one_bin():
    rows = tuple(Known(f"cell{n}", n, n, {"made": 50.0}) for n in range(40))
    table = AccuracyTable("made.csv", rows)
    assert len(drawn(table, 20, "stratified", 0).rows) == 2
    with pytest.raises(RequestError, match="alike in accuracy"):
        drawn(table, 10, "stratified", 0)


@pytest.mark.parametrize("sampling", ["stratified", "deciles"])
def test_fewer_cells_than_strata_are_refused(table, sampling):
    with pytest.raises(RequestError, match="10 or more"):
        drawn(table, 9, sampling, 0)
