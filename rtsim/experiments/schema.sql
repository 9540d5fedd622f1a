-- One store holds the runs of an experiment, and of its earlier versions. Numbers are in base units: seconds, bytes,
-- bit/s, per second, shares from 0 to 1. A value that is undefined is NULL.

CREATE TABLE experiments (       -- the one with the greatest turn is the current one
    number INTEGER PRIMARY KEY,
    turn INTEGER NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    scenario TEXT NOT NULL,
    seed INTEGER NOT NULL,
    version INTEGER NOT NULL,    -- of the results: runs of another one are not used
    seal INTEGER NOT NULL DEFAULT 0, -- a checksum of this row, and of the points, parameters and parts that are its
    content TEXT NOT NULL DEFAULT '' -- its scenario's file and what stands in it, in JSON; empty if it is not known
);

CREATE TABLE points (
    experiment INTEGER NOT NULL REFERENCES experiments (number),
    number INTEGER NOT NULL,
    PRIMARY KEY (experiment, number)
) WITHOUT ROWID;

CREATE TABLE parameters (        -- what varies, at each point
    experiment INTEGER NOT NULL,
    point INTEGER NOT NULL,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    value,                       -- in base units
    written TEXT NOT NULL,       -- as the experiment has it, in JSON
    PRIMARY KEY (experiment, point, position),
    FOREIGN KEY (experiment, point) REFERENCES points (experiment, number)
) WITHOUT ROWID;

CREATE TABLE parts (             -- a technique at a point; parts with one digest share their runs
    experiment INTEGER NOT NULL,
    point INTEGER NOT NULL,
    position INTEGER NOT NULL,
    technique TEXT NOT NULL,
    digest TEXT NOT NULL,
    replications INTEGER NOT NULL, -- at most
    PRIMARY KEY (experiment, point, position),
    FOREIGN KEY (experiment, point) REFERENCES points (experiment, number)
) WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,      -- a digest of the other columns that are its key
    digest TEXT NOT NULL,
    technique TEXT NOT NULL,
    replication INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    version INTEGER NOT NULL,
    overloaded INTEGER NOT NULL,
    messages TEXT NOT NULL DEFAULT '', -- their digest; empty in runs that an rtsim added which did not note it
    seal INTEGER NOT NULL DEFAULT 0, -- a checksum of this row, and of the measures that are its
    UNIQUE (digest, technique, replication, seed, version)
);

CREATE TABLE metrics (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
);

CREATE TABLE measures (
    run INTEGER NOT NULL REFERENCES runs (id),
    metric INTEGER NOT NULL REFERENCES metrics (id),
    value REAL,
    PRIMARY KEY (run, metric)
) WITHOUT ROWID;

CREATE VIEW current AS SELECT * FROM experiments ORDER BY turn DESC LIMIT 1;

CREATE VIEW part_runs AS         -- the runs of the current experiment, part by part
SELECT parts.point, parts.position, parts.technique, runs.replication, runs.overloaded, runs.id AS run
FROM current
JOIN parts ON parts.experiment = current.number
JOIN runs ON runs.digest = parts.digest AND runs.technique = parts.technique AND runs.replication < parts.replications
    AND runs.seed = current.seed AND runs.version = current.version;

CREATE VIEW results AS           -- all its numbers
SELECT part_runs.point, part_runs.technique, part_runs.replication, metrics.path AS metric, measures.value
FROM part_runs
JOIN measures ON measures.run = part_runs.run
JOIN metrics ON metrics.id = measures.metric
ORDER BY part_runs.point, part_runs.position, part_runs.replication, metrics.id;
