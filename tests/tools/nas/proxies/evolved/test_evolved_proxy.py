import json

import pytest
import torch
from torch import nn

from tools.errors import DataError
from tools.nas.proxies.evolved.proxy import LARGEST_FILE, Proxy, load, save
from tools.nas.proxies.evolved.shown import Setup

SETUP = Setup(shape=(4,), examples=4)
FORMULA = "total(log(gradient_norm)) + 0.5 * parameters"


def build():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


def test_scores_the_same_after_saving_and_loading(tmp_path):
    proxy = Proxy(formula=FORMULA, setup=SETUP, bred_on="nothing", tau=0.5)
    save(proxy, tmp_path / "proxy.json")
    again = load(tmp_path / "proxy.json")
    assert again == proxy
    torch.manual_seed(1)
    one = proxy.score_of(build)
    torch.manual_seed(2)
    assert again.score_of(build) == one
    # 67 parameters: 4 x 8 + 8 + 8 x 3 + 3; the gradients' logarithms are small beside them.
    assert one == pytest.approx(33.5, abs=10)


@pytest.mark.parametrize(
    "change",
    [
        {"formula": "__import__('os').system('true')"},
        {"formula": "input_least"},
        {"formula": "n" * 10_000},
        {"formula": 3},
        {"format": "pickle"},
        {"setup": {"shape": [3, 16, 16], "examples": 10**9}},
        {"setup": {"noise": "../../etc/passwd"}},
        {"tau": float("nan")},
        {"more": 1},
    ],
)
def test_refuses_a_file_that_holds_anything_else(tmp_path, change):
    file = tmp_path / "proxy.json"
    file.write_text(json.dumps(Proxy(formula=FORMULA).model_dump(mode="json") | change))
    with pytest.raises(DataError, match="holds no formula"):
        load(file)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"[" * 19_000, b"{" + b" " * 9_000])
def test_refuses_what_is_no_json_of_it(tmp_path, content):
    (tmp_path / "proxy.json").write_bytes(content)
    with pytest.raises(DataError):
        load(tmp_path / "proxy.json")


def test_refuses_a_large_file_a_folder_and_a_missing_one(tmp_path):
    (tmp_path / "large").write_bytes(b" " * (LARGEST_FILE + 1))
    for name in ("large", "missing", "."):
        with pytest.raises(DataError, match="Name a"):
            load(tmp_path / name)
