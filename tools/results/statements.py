"""The longer SQL statements of the store, by what they do."""

INSERT_SETUP = """
INSERT INTO setup VALUES ($trial, $load_s, $fit_s, $warm_up_s, $cpu_s, $energy_mid_j,
    $size_bytes, $rss_bytes, $payload, $at)
"""

OVERLAPPING = """
SELECT 1 FROM batch WHERE trial = $trial AND start < $start + $n AND $start < start + n LIMIT 1
"""

INSERT_BATCH = """
INSERT INTO batch (trial, start, n, cpu_s, wall_s, memory_bytes,
    energy_low_j, energy_mid_j, energy_high_j, energy_provenance, meter, measured_at,
    requests, block, standard_error, reference_s, reference_cpu_s, foreign_cores,
    idle_before_w, idle_after_w, parts, metering, accelerator)
VALUES ($trial, $start, $n, $cpu_s, $wall_s, $memory_bytes,
    $energy_low_j, $energy_mid_j, $energy_high_j, $energy_provenance, $meter, $at,
    $requests, $block, $standard_error, $reference_s, $reference_cpu_s, $foreign_cores,
    $idle_before_w, $idle_after_w, $parts, $metering, $accelerator)
"""

INSERT_PREDICTIONS = """
INSERT INTO prediction
SELECT $trial, $start, $start + generate_subscripts($correct, 1) - 1,
    unnest($predicted), unnest($correct), unnest($latency_s)
"""

INSERT_CANDIDATE = """
INSERT OR IGNORE INTO candidate VALUES ($candidate, $model, $revision, $strategy, $tactics)
"""

INSERT_TRIAL = """
INSERT INTO trial (dataset_sha256, machine, device, candidate)
VALUES ($dataset_sha256, $machine, $device, $candidate) RETURNING trial
"""

FIND_TRIAL = """
SELECT trial FROM trial WHERE dataset_sha256 = $dataset_sha256 AND machine = $machine
    AND device = $device AND candidate = $candidate
"""

INSERT_SCENARIO = """
INSERT OR IGNORE INTO scenario
VALUES ($scenario, $task, $dataset_sha256, $metric, $load, $device, $payload)
"""

INSERT_SEARCH = """
INSERT INTO search VALUES ($asked, $scenario, $machine, $wall_s, $energy_j, $downloads_bytes,
    $request, $recommendation, $at)
"""

INSERT_FORECAST = """
INSERT OR IGNORE INTO forecast
SELECT $trial, $quantity, $method, $family, $uncorrected, $low, $mid, $high, $at
WHERE NOT EXISTS (FROM batch WHERE batch.trial = $trial)
"""

WINDOWS = """
SELECT any_value(COLUMNS(candidate.* EXCLUDE (candidate))),
    batch.start, any_value(COLUMNS(batch.* EXCLUDE (trial, start))),
    list(predicted ORDER BY example) AS predicted, list(correct ORDER BY example) AS correct,
    list(latency_s ORDER BY example) AS latency_s
FROM trial JOIN candidate USING (candidate) JOIN batch USING (trial)
    JOIN prediction USING (trial, start)
WHERE dataset_sha256 = $dataset_sha256 AND machine = $machine AND device = $device
GROUP BY trial, batch.start
ORDER BY trial, batch.start
"""

LATEST_SETUPS = """
SELECT payload FROM trial JOIN setup USING (trial)
WHERE dataset_sha256 = $dataset_sha256 AND machine = $machine AND device = $device
QUALIFY row_number() OVER (PARTITION BY trial ORDER BY measured_at DESC, setup.rowid DESC) = 1
ORDER BY trial
"""

LONGEST_SETUPS = """
SELECT payload FROM trial JOIN setup USING (trial)
WHERE dataset_sha256 = $dataset_sha256 AND machine = $machine AND device = $device
QUALIFY row_number() OVER (PARTITION BY trial ORDER BY fit_s DESC, setup.rowid) = 1
ORDER BY trial
"""

LATEST_FAILURES = """
SELECT model, revision, strategy, tactics, kind, reason, measured_at
FROM trial JOIN candidate USING (candidate) JOIN failure USING (trial)
WHERE dataset_sha256 = $dataset_sha256 AND machine = $machine AND device = $device
    AND NOT EXISTS (FROM batch
        WHERE batch.trial = failure.trial AND batch.measured_at > failure.measured_at)
QUALIFY row_number() OVER (PARTITION BY trial ORDER BY measured_at DESC, failure.rowid DESC) = 1
ORDER BY trial
"""

LAST_MEASURED = """
SELECT any_value(COLUMNS(candidate.* EXCLUDE (candidate))), max(measured_at) AS at
FROM trial JOIN candidate USING (candidate) JOIN batch USING (trial)
WHERE dataset_sha256 = $dataset_sha256 AND machine = $machine AND device = $device
GROUP BY trial
"""

INSERT_RUN = """
INSERT OR REPLACE INTO run
VALUES ($experiment, $block, $place, $candidate, $setup, $measured, $failure, $at)
"""

RUNS = """
SELECT model, revision, strategy, tactics, block, place, setup, measured, failure
FROM run JOIN candidate USING (candidate) WHERE experiment = $experiment ORDER BY block, place
"""

LISTING = "FROM results ORDER BY dataset, machine, device, energy_mid_j, model, strategy, tactics"
