"""The tables and views of the results database: SQL only, SI units in the column names.

A *trial* is one candidate on one dataset, machine and device: what stored batches belong to.
Times are UTC. The views are what people and questions read; the tables are the store's own.
"""

VERSION = 4

TABLES = """
CREATE TABLE schema_version (version INTEGER NOT NULL);

CREATE TABLE dataset (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, task TEXT NOT NULL,
    n_train INTEGER NOT NULL, n_test INTEGER NOT NULL, payload JSON NOT NULL
);
CREATE TABLE machine (machine TEXT PRIMARY KEY, facts JSON NOT NULL);
CREATE TABLE scenario (
    scenario TEXT PRIMARY KEY, task TEXT NOT NULL, dataset_sha256 TEXT NOT NULL,
    metric TEXT NOT NULL, load TEXT NOT NULL, device TEXT NOT NULL, payload JSON NOT NULL
);
CREATE TABLE candidate (
    candidate TEXT PRIMARY KEY, model TEXT NOT NULL, revision TEXT NOT NULL,
    strategy TEXT NOT NULL, tactics TEXT[] NOT NULL
);
CREATE SEQUENCE trial_number;
CREATE TABLE trial (
    trial INTEGER PRIMARY KEY DEFAULT nextval('trial_number'),
    dataset_sha256 TEXT NOT NULL, machine TEXT NOT NULL, device TEXT NOT NULL,
    candidate TEXT NOT NULL, UNIQUE (dataset_sha256, machine, device, candidate)
);
CREATE TABLE setup (
    trial INTEGER NOT NULL, load_s DOUBLE NOT NULL, fit_s DOUBLE NOT NULL,
    warm_up_s DOUBLE NOT NULL, cpu_s DOUBLE NOT NULL, energy_mid_j DOUBLE NOT NULL,
    size_bytes BIGINT NOT NULL, rss_bytes BIGINT NOT NULL,
    payload JSON NOT NULL, measured_at TIMESTAMP NOT NULL
);
CREATE TABLE batch (
    trial INTEGER NOT NULL, start INTEGER NOT NULL, n INTEGER NOT NULL,
    cpu_s DOUBLE NOT NULL, wall_s DOUBLE NOT NULL, memory_bytes BIGINT NOT NULL,
    energy_low_j DOUBLE NOT NULL, energy_mid_j DOUBLE NOT NULL, energy_high_j DOUBLE NOT NULL,
    energy_provenance TEXT NOT NULL, meter TEXT NOT NULL, measured_at TIMESTAMP NOT NULL,
    requests INTEGER NOT NULL, block TEXT NOT NULL, standard_error DOUBLE,
    reference_s DOUBLE NOT NULL, reference_cpu_s DOUBLE NOT NULL, foreign_cores DOUBLE NOT NULL,
    idle_before_w DOUBLE, idle_after_w DOUBLE,
    parts JSON NOT NULL, metering JSON NOT NULL, accelerator JSON,
    PRIMARY KEY (trial, start)
);
CREATE TABLE prediction (
    trial INTEGER NOT NULL, start INTEGER NOT NULL, example INTEGER NOT NULL,
    predicted INTEGER NOT NULL, correct BOOLEAN NOT NULL, latency_s DOUBLE NOT NULL,
    PRIMARY KEY (trial, example)
);
CREATE TABLE failure (
    trial INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
    measured_at TIMESTAMP NOT NULL
);
CREATE TABLE search (
    asked TEXT NOT NULL, scenario TEXT NOT NULL, machine TEXT NOT NULL, wall_s DOUBLE NOT NULL,
    energy_j DOUBLE NOT NULL, downloads_bytes BIGINT NOT NULL, request JSON NOT NULL,
    recommendation JSON NOT NULL, finished_at TIMESTAMP NOT NULL
);
"""

# Version 2. A *run* is one candidate in one block of a controlled experiment, in a worker of its
# own: what it took to make it ready and the window it then served, or why it could not.
EXPERIMENTS = """
CREATE TABLE experiment (
    experiment TEXT PRIMARY KEY, dataset_sha256 TEXT NOT NULL, machine TEXT NOT NULL,
    device TEXT NOT NULL, payload JSON NOT NULL, started_at TIMESTAMP NOT NULL
);
CREATE TABLE run (
    experiment TEXT NOT NULL, block INTEGER NOT NULL, place INTEGER NOT NULL,
    candidate TEXT NOT NULL, setup JSON, measured JSON, failure JSON,
    measured_at TIMESTAMP NOT NULL, PRIMARY KEY (experiment, block, candidate)
);
"""

# Version 3. A *forecast* is what was estimated of a trial before it was measured: the first time.
# A *profile* is what a request makes an architecture do, by a hash of both.
FORECASTS = """
CREATE TABLE calibration (
    machine TEXT PRIMARY KEY, payload JSON NOT NULL, measured_at TIMESTAMP NOT NULL
);
CREATE TABLE profile (question TEXT PRIMARY KEY, payload JSON NOT NULL);
CREATE TABLE forecast (
    trial INTEGER NOT NULL, quantity TEXT NOT NULL, method TEXT NOT NULL, family TEXT NOT NULL,
    uncorrected DOUBLE NOT NULL, low DOUBLE NOT NULL, mid DOUBLE NOT NULL, high DOUBLE NOT NULL,
    made_at TIMESTAMP NOT NULL, PRIMARY KEY (trial, quantity)
);
"""

VIEWS = """
-- One row per candidate, dataset, machine and device: the sums over its batches. max() over the
-- provenances gives the weaker one: 'assumed' never occurs, and 'modelled' sorts after 'measured'.
CREATE VIEW results AS
WITH costs AS (
    SELECT trial, sum(n) AS n, sum(cpu_s) / sum(requests) AS cpu_s_per_request,
        sum(energy_low_j) / sum(requests) AS energy_low_j,
        sum(energy_mid_j) / sum(requests) AS energy_mid_j,
        sum(energy_high_j) / sum(requests) AS energy_high_j,
        max(energy_provenance) AS energy_provenance, max(memory_bytes) AS memory_bytes,
        arg_max(meter, measured_at) AS meter, max(measured_at) AS measured_at
    FROM batch GROUP BY trial
), answers AS (
    SELECT trial, avg(correct::INTEGER) AS accuracy, quantile_cont(latency_s, 0.5) AS latency_p50_s
    FROM prediction GROUP BY trial
), sizes AS (
    SELECT trial, arg_max(size_bytes, measured_at) AS size_bytes FROM setup GROUP BY trial
)
SELECT coalesce(dataset.name, dataset_sha256) AS dataset, dataset.task AS task,
    model, revision, strategy, tactics, device, machine, n, accuracy, latency_p50_s,
    cpu_s_per_request, energy_low_j, energy_mid_j, energy_high_j, energy_provenance,
    memory_bytes, size_bytes, meter, measured_at
FROM trial JOIN costs USING (trial) JOIN answers USING (trial) JOIN candidate USING (candidate)
    LEFT JOIN sizes USING (trial) LEFT JOIN dataset ON dataset.sha256 = dataset_sha256;

CREATE VIEW predictions AS
SELECT coalesce(dataset.name, dataset_sha256) AS dataset, model, revision, strategy, tactics,
    device, machine, example, predicted, correct, latency_s
FROM prediction JOIN trial USING (trial) JOIN candidate USING (candidate)
    LEFT JOIN dataset ON dataset.sha256 = dataset_sha256;

CREATE VIEW failures AS
SELECT coalesce(dataset.name, dataset_sha256) AS dataset, model, revision, strategy, tactics,
    device, machine, kind, reason, measured_at
FROM failure JOIN trial USING (trial) JOIN candidate USING (candidate)
    LEFT JOIN dataset ON dataset.sha256 = dataset_sha256;

-- One row per run of a controlled experiment that was measured; one-off costs are those of tactics.
CREATE VIEW runs AS
SELECT experiment, coalesce(dataset.name, dataset_sha256) AS dataset, machine, device,
    model, revision, strategy, tactics, block, place,
    (measured->>'$.start')::INTEGER AS start,
    json_array_length(measured, '$.correct')::INTEGER AS n,
    (measured->>'$.requests')::INTEGER AS requests,
    list_avg((measured->'$.correct')::BOOLEAN[]::INTEGER[]) AS accuracy,
    (measured->>'$.energy.mid')::DOUBLE / requests AS energy_j_per_request,
    (measured->>'$.energy.low')::DOUBLE / requests AS energy_low_j_per_request,
    (measured->>'$.energy.high')::DOUBLE / requests AS energy_high_j_per_request,
    measured->>'$.energy.provenance' AS energy_provenance,
    measured->>'$.meter.name' AS meter,
    (measured->>'$.standard_error')::DOUBLE AS standard_error,
    list_median((measured->'$.latency_s')::DOUBLE[]) AS latency_p50_s,
    (measured->>'$.cpu_s')::DOUBLE / requests AS cpu_s_per_request,
    (measured->>'$.wall_s')::DOUBLE AS wall_s,
    (measured->>'$.memory_bytes')::BIGINT AS memory_bytes,
    (setup->>'$.size_bytes')::BIGINT AS size_bytes,
    (setup->>'$.parameters')::BIGINT AS parameters,
    (setup->>'$.nonzero_parameters')::BIGINT AS nonzero_parameters,
    list_sum((setup->'$.tactics[*].wall_s')::DOUBLE[]) AS one_off_s,
    list_sum((setup->'$.tactics[*].energy.mid')::DOUBLE[]) AS one_off_j,
    (measured->>'$.reference_s')::DOUBLE AS reference_s,
    (measured->>'$.reference_cpu_s')::DOUBLE AS reference_cpu_s,
    (measured->>'$.foreign_cores')::DOUBLE AS foreign_cores,
    measured_at
FROM run JOIN experiment USING (experiment) JOIN candidate USING (candidate)
    LEFT JOIN dataset ON dataset.sha256 = dataset_sha256
WHERE measured IS NOT NULL;

-- One row per estimated quantity of a candidate that was measured afterwards, in SI units.
CREATE VIEW estimates AS
WITH costs AS (
    SELECT trial, sum(cpu_s) / sum(requests) AS cpu_s_per_request,
        sum(energy_mid_j) / sum(requests) AS energy_j_per_request,
        max(memory_bytes)::DOUBLE AS memory_bytes
    FROM batch GROUP BY trial
), answers AS (
    SELECT trial, quantile_cont(latency_s, 0.5) AS latency_s, avg(correct::INTEGER) AS quality
    FROM prediction GROUP BY trial
), setups AS (
    SELECT trial, arg_max(load_s + fit_s + warm_up_s, fit_s) AS setup_s FROM setup GROUP BY trial
), measured AS (
    UNPIVOT (FROM costs JOIN answers USING (trial) LEFT JOIN setups USING (trial))
    ON cpu_s_per_request, energy_j_per_request, memory_bytes, latency_s, setup_s, quality
    INTO NAME quantity VALUE measured
)
SELECT coalesce(dataset.name, dataset_sha256) AS dataset, model, revision, strategy, tactics,
    device, machine, quantity, method, family, uncorrected, low, mid, high, measured, made_at
FROM forecast JOIN measured USING (trial, quantity) JOIN trial USING (trial)
    JOIN candidate USING (candidate) LEFT JOIN dataset ON dataset.sha256 = dataset_sha256
ORDER BY made_at, trial, quantity;
"""
