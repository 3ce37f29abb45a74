"""Zeus's own monitor and its replay as oracles: the same counters, the same joules."""

import pytest

from tools.bench.meters import best_meter

# Joules of two GPUs in windows of 2 s.
WINDOWS = ((60.0, 8.0), (41.5, 90.25), (0.125, 300.0))


def test_our_joules_are_those_of_zeus_s_monitor_and_of_its_replay(
    gpus, power, root, clock, tmp_path
):
    from zeus.monitor import ZeusMonitor
    from zeus.utils.testing import ReplayZeusMonitor

    log = tmp_path / "windows.csv"
    zeus = ZeusMonitor(gpu_indices=[0, 1], cpu_indices=[], log_file=log)
    meters = [best_meter(power, f"cuda:{index}", root=root, clock=clock) for index in (0, 1)]
    ours = []
    for number, joules in enumerate(WINDOWS):
        zeus.begin_window(str(number), sync_execution=False)
        for meter in meters:
            meter.begin()
        for index, energy_j in enumerate(joules):
            gpus.run(power_w=energy_j / 2, wall_s=2, index=index)
        clock.go_on(2)
        ours.append({index: meter.end().energy.mid for index, meter in enumerate(meters)})
        assert zeus.end_window(str(number), sync_execution=False).gpu_energy == pytest.approx(
            ours[-1]
        )
    zeus.log_file.close()

    replay = ReplayZeusMonitor(log_file=log, ignore_sync_execution=True)
    for number, joules in enumerate(ours):
        replay.begin_window(str(number))
        assert replay.end_window(str(number)).gpu_energy == pytest.approx(joules)
    replay.log_file.close()
    assert [tuple(joules.values()) for joules in ours] == list(WINDOWS)
