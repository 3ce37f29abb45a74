import re
import tomllib

import pytest

from agent.settings import Settings
from tools.bench.machine import fingerprint
from tools.bench.watts import watts

TABLE = Settings(_env_file=None).facts / "devices.toml"
ROWS = tomllib.loads(TABLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("cpu", "name"),
    [
        ("AMD EPYC 9755 128-Core Processor", "AMD EPYC, 5th generation (Turin)"),
        ("AMD EPYC 9R14", "AMD EPYC, 4th generation (Genoa, Bergamo)"),
        ("AMD EPYC 9754 128-Core Processor", "AMD EPYC, 4th generation (Genoa, Bergamo)"),
        ("AMD EPYC 7B13", "AMD EPYC, 3rd generation (Milan)"),
        ("AMD EPYC-Milan Processor", "AMD EPYC, 3rd generation (Milan)"),
        ("AMD EPYC 7R32", "AMD EPYC, 2nd generation (Rome)"),
        ("AMD EPYC 7601 32-Core Processor", "AMD EPYC, 1st generation (Naples)"),
        ("AMD EPYC", "AMD EPYC, of no known generation"),
        ("AMD EPYC Processor", "AMD EPYC, of no known generation"),
        ("Intel(R) Xeon(R) 6980P", "Intel Xeon 6"),
        ("Intel(R) Xeon(R) Platinum 8480+", "Intel Xeon Scalable"),
        ("Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz", "Intel Xeon Scalable"),
        ("Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz", "Intel Xeon E5 and E7"),
        ("Intel(R) Xeon(R) Processor", "Intel Xeon, of no known generation"),
        ("Intel(R) Xeon(R) CPU @ 2.20GHz", "Intel Xeon, of no known generation"),
        ("Intel(R) Core(TM) i7-8565U CPU @ 1.80GHz", "Intel Core, laptop"),
        ("11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", "Intel Core, laptop"),
        ("Intel(R) Core(TM) Ultra 7 155H", "Intel Core, laptop"),
        ("12th Gen Intel(R) Core(TM) i9-12900HK", "Intel Core, laptop"),
        ("13th Gen Intel(R) Core(TM) i9-13900K", "Intel Core"),
        ("Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz", "Intel Core"),
        ("AMD Ryzen Threadripper 3990X 64-Core Processor", "AMD Ryzen Threadripper"),
        ("AMD Ryzen 7 5700U with Radeon Graphics", "AMD Ryzen, laptop"),
        ("AMD Ryzen 9 7950X 16-Core Processor", "AMD Ryzen"),
        ("Apple M2 Pro", "Apple M"),
        ("Arm Neoverse-V1", "Arm Neoverse (AWS Graviton, Ampere Altra and others)"),
        ("Raspberry Pi 4 Model B Rev 1.4", "Raspberry Pi"),
        ("aarch64", "any CPU"),
        ("", "any CPU"),
    ],
)
def test_a_cpu_gets_the_row_of_its_family(cpu, name):
    assert watts(cpu, TABLE).name == name


@pytest.mark.parametrize("row", [*ROWS["cpu"], ROWS["generic"]], ids=lambda row: row.get("name"))
def test_a_row_is_ordered_wide_and_has_a_source(row):
    for low, mid, high in (row["w_per_core"], row["w_per_gib"]):
        assert 0 < low < mid < high
    low, mid, high = row["w_per_core"]
    # Half for a core that is two threads, three times for one that runs alone in turbo.
    assert low <= 0.5 * mid
    assert high >= 3 * mid
    assert row["source"]


@pytest.mark.parametrize("row", ROWS["cpu"], ids=lambda row: row["name"])
def test_the_data_sheets_that_a_row_names_lie_within_it(row):
    low, _, high = row["w_per_core"]
    sheets = re.findall(r"([\d.]+) W [^/,]*/ (\d+)", row["source"])
    for power_w, cores in sheets:
        assert low < float(power_w) / int(cores) < high


def test_the_families_lie_within_what_is_assumed_of_any_cpu():
    low, _, high = ROWS["generic"]["w_per_core"]
    mids = [row["w_per_core"][1] for row in ROWS["cpu"] if row["name"] != "Raspberry Pi"]
    assert low < min(mids)
    assert max(mids) < high


def test_the_first_row_that_matches_holds(tmp_path):
    table = tmp_path / "devices.toml"
    figures = 'w_per_core = [1, 2, 6]\nw_per_gib = [1, 2, 6]\nsource = "-"\n'
    rows = [f'[[cpu]]\nname = "{one}"\nmatch = "{one}"\n{figures}' for one in ("Fast 9", "Fast")]
    table.write_text(f"[generic]\n{figures}{''.join(rows)}")
    assert watts("Fast 9", table).name == "Fast 9"
    assert watts("Fast 8", table).name == "Fast"


def test_what_the_user_states_holds_within_a_fifth():
    assumed, stated = watts("AMD EPYC", TABLE), watts("AMD EPYC", TABLE, w_per_core=10)
    assert stated.w_per_core == (8, 10, 12)
    assert stated.w_per_gib == assumed.w_per_gib
    assert stated.name == "stated by you"
    assert stated.source == f"10 W per core stated by you (±20 %); the rest: {assumed.source}"


def test_where_the_user_states_both_no_row_is_named():
    stated = watts("AMD EPYC", TABLE, w_per_core=10, w_per_gib=0.5)
    assert stated.w_per_gib == pytest.approx((0.4, 0.5, 0.6))
    assert stated.source == "10 W per core and 0.5 W per GiB stated by you (±20 %)"


def test_energies_that_rest_on_other_watts_are_those_of_another_machine():
    assumed, stated = watts("AMD EPYC", TABLE), watts("AMD EPYC", TABLE, w_per_core=10)
    assert stated.facts()["w_per_core"] == "8 10 12"
    assert fingerprint(assumed.facts()) != fingerprint(stated.facts())
