"""Brings a results database of an earlier version up to date, in one transaction a version.

Each entry turns version N into N + 1. The views are made anew afterwards, so none is changed here.
"""

from tools.results.schema import EXPERIMENTS, FORECASTS

# Version 2: what a window was measured with, and under which conditions. A window of version 1 was
# one pass over its examples; of the machine's speed and load nothing is known, so its reference
# is 0 s, which says "none".
MIGRATIONS: dict[int, str] = {
    1: """
        ALTER TABLE batch ADD COLUMN requests INTEGER;
        ALTER TABLE batch ADD COLUMN block TEXT DEFAULT '';
        ALTER TABLE batch ADD COLUMN standard_error DOUBLE;
        ALTER TABLE batch ADD COLUMN reference_s DOUBLE DEFAULT 0;
        ALTER TABLE batch ADD COLUMN reference_cpu_s DOUBLE DEFAULT 0;
        ALTER TABLE batch ADD COLUMN foreign_cores DOUBLE DEFAULT 0;
        ALTER TABLE batch ADD COLUMN idle_before_w DOUBLE;
        ALTER TABLE batch ADD COLUMN idle_after_w DOUBLE;
        ALTER TABLE batch ADD COLUMN parts JSON DEFAULT '{}';
        ALTER TABLE batch ADD COLUMN metering JSON;
        ALTER TABLE batch ADD COLUMN accelerator JSON;
        UPDATE batch SET requests = n, metering = json_object(
            'name', meter,
            'components', CASE WHEN contains(meter, 'GPU') THEN json_array('gpu')
                ELSE json_array('cpu', 'memory') END,
            'relative_error', (energy_high_j - energy_low_j) / 2 / energy_mid_j,
            'better', '');
    """
    + EXPERIMENTS,
    # A machine's micro-benchmark of version 2 knew two numbers of it: it is calibrated anew.
    2: "DROP TABLE IF EXISTS speed;" + FORECASTS,
    # Version 4 says the task and the size on disk in a view; the tables are those of version 3.
    3: "",
}
