// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/schema.h"

namespace assay {
namespace {

// Ids of items count from 0 without gaps in import order; scan results are kept by (scan, item).
// `defects` are the bits of a DefectSet; times are seconds since 1970 unless the name says otherwise.
constexpr const char* version1 = R"sql(
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source(
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL,             -- absolute, bytes of the file system
    state INTEGER NOT NULL,         -- SourceState
    added_at INTEGER NOT NULL,
    items INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    mbox_needs_empty_line INTEGER NOT NULL DEFAULT 0,
    mbox_variant TEXT NOT NULL DEFAULT '',
    error_code INTEGER, error_subject TEXT, error_detail TEXT);
CREATE TABLE folder(
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source(id),
    path TEXT NOT NULL,
    format TEXT NOT NULL,
    items INTEGER NOT NULL DEFAULT 0,
    defect_items INTEGER NOT NULL DEFAULT 0,
    UNIQUE(source, path));
CREATE TABLE container(
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source(id),
    folder INTEGER NOT NULL REFERENCES folder(id),
    path BLOB NOT NULL, format TEXT NOT NULL,
    size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
    first_item INTEGER NOT NULL,    -- id that its item 0 has, when its items have no names of their own
    items INTEGER NOT NULL DEFAULT 0,
    rejected_borders INTEGER NOT NULL DEFAULT 0,
    defects INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '');
CREATE INDEX container_by_folder ON container(folder);
CREATE TABLE item(
    id INTEGER PRIMARY KEY,
    container INTEGER NOT NULL REFERENCES container(id),
    kind INTEGER NOT NULL,
    entry_offset INTEGER NOT NULL, message_offset INTEGER NOT NULL, length INTEGER NOT NULL,
    split_defects INTEGER NOT NULL, -- found by the reader
    defects INTEGER NOT NULL,       -- these and those of the header block
    name BLOB,                      -- NULL: the decimal number id - first_item
    flags TEXT,
    subject TEXT, sender TEXT, sender_address TEXT, recipient TEXT, message_id TEXT,
    date INTEGER, date_zone INTEGER, date_from_received INTEGER,
    ip TEXT, sha256 BLOB);
CREATE TABLE scan(
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    rule_set TEXT NOT NULL, rule_digest TEXT NOT NULL,
    add_header REAL NOT NULL, reject REAL NOT NULL,
    items INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0);
CREATE TABLE symbol(
    id INTEGER PRIMARY KEY,
    detector INTEGER NOT NULL, name TEXT NOT NULL, grp TEXT NOT NULL, description TEXT NOT NULL,
    UNIQUE(detector, name, grp, description));
CREATE TABLE scan_item(
    scan INTEGER NOT NULL REFERENCES scan(id), item INTEGER NOT NULL REFERENCES item(id),
    score REAL NOT NULL, hits INTEGER NOT NULL, microseconds INTEGER NOT NULL,
    defects INTEGER NOT NULL,       -- found by reading the whole message
    error_code INTEGER, error_detail TEXT,
    PRIMARY KEY(scan, item)) WITHOUT ROWID;
CREATE TABLE scan_hits(
    id INTEGER PRIMARY KEY,         -- scan * 2^32 + item
    data BLOB NOT NULL);            -- core/casefile/hitblob.h
)sql";

// Labels and what else people add. What they did is kept in operation, label_event and mark_event, of which no row is
// ever changed or removed; label, bookmark, item_tag, note and undoable hold what is true now and follow from them.
constexpr const char* version2 = R"sql(
CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE operation(
    id INTEGER PRIMARY KEY,         -- from 1, in the order of time
    kind INTEGER NOT NULL,          -- OperationKind
    subject INTEGER NOT NULL,       -- kind of the operation that an undo or redo is about, else as kind
    author INTEGER NOT NULL, at INTEGER NOT NULL,
    text TEXT NOT NULL, query TEXT NOT NULL,
    changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, -- items
    before TEXT NOT NULL,           -- "0=90 1=10": items by the label that they had
    undoes INTEGER NOT NULL,        -- operation, or 0
    first_event INTEGER NOT NULL, events INTEGER NOT NULL); -- its rows of label_event or mark_event
CREATE TABLE undoable(undone INTEGER NOT NULL, operation INTEGER NOT NULL, PRIMARY KEY(undone, operation)) WITHOUT ROWID;
CREATE TABLE label_event(
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL,
    item INTEGER NOT NULL,
    parent INTEGER NOT NULL,        -- event that gave the state before this one, 0: none; undo goes there
    label INTEGER NOT NULL, author INTEGER NOT NULL, at INTEGER NOT NULL, confidence INTEGER NOT NULL,
    note TEXT,
    others TEXT,                    -- "3=1 7=2": labels of other authors that stand beside, author = label
    conflict INTEGER NOT NULL);     -- they differ
CREATE INDEX label_event_by_item ON label_event(item);
CREATE TABLE label(
    item INTEGER PRIMARY KEY,
    label INTEGER NOT NULL, author INTEGER NOT NULL, at INTEGER NOT NULL, confidence INTEGER NOT NULL,
    conflict INTEGER NOT NULL,
    event INTEGER NOT NULL);
CREATE TABLE mark_event(
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL,
    item INTEGER NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL); -- of notes their text, else '1' for on
CREATE INDEX mark_event_by_item ON mark_event(item);
CREATE TABLE bookmark(item INTEGER PRIMARY KEY);
CREATE TABLE tag(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE item_tag(tag INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY(tag, item)) WITHOUT ROWID;
CREATE INDEX item_tag_by_item ON item_tag(item);
CREATE TABLE note(item INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE audit(
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL, count INTEGER NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, query TEXT NOT NULL, program TEXT NOT NULL,
    hash BLOB NOT NULL);            -- core/store/auditlog.h
CREATE TABLE audit_head(id INTEGER PRIMARY KEY CHECK(id=1), number INTEGER NOT NULL, hash BLOB NOT NULL);
CREATE TABLE named_list(
    name TEXT PRIMARY KEY,
    is_addresses INTEGER NOT NULL, entries INTEGER NOT NULL, changed_at INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    data TEXT NOT NULL) WITHOUT ROWID; -- canonical text, an entry a line
CREATE TABLE saved_view(
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL, query TEXT NOT NULL, key INTEGER NOT NULL, color TEXT NOT NULL, columns TEXT NOT NULL,
    sorting TEXT NOT NULL);
CREATE TABLE query_history(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TRIGGER label_event_kept BEFORE UPDATE ON label_event BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER label_event_stays BEFORE DELETE ON label_event BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER mark_event_kept BEFORE UPDATE ON mark_event BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER mark_event_stays BEFORE DELETE ON mark_event BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER operation_kept BEFORE UPDATE ON operation BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER operation_stays BEFORE DELETE ON operation BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the log is kept'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the log is kept'); END;
)sql";

// Fuzzy storages and what was learned to them. A change of a storage is written here before the storage is touched
// (state 0) and closed when the storage has it, so that a killed program leaves either nothing or what is to be
// finished. fuzzy_event is kept like other history; its rows are in the order in which they are done.
constexpr const char* version3 = R"sql(
CREATE TABLE fuzzy_rule(name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID; -- core/fuzzy/rule/fuzzyrule.h
CREATE TABLE fuzzy_batch(
    id INTEGER PRIMARY KEY,
    state INTEGER NOT NULL,         -- 0: begun, 1: done, 2: broken off, the storage may have a part
    operation INTEGER NOT NULL,     -- 0 until it is done
    kind INTEGER NOT NULL,          -- OperationKind: Fuzzy, Undo or Redo
    undoes INTEGER NOT NULL,        -- operation that an undo or redo is about, or 0
    storage TEXT NOT NULL,          -- name of the rule
    place TEXT NOT NULL,            -- file or server at that time
    is_local INTEGER NOT NULL,
    action TEXT NOT NULL,           -- of the audit entry
    text TEXT NOT NULL, totals TEXT NOT NULL, query TEXT NOT NULL,
    author TEXT NOT NULL, at INTEGER NOT NULL,
    changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, -- items of a learning, else hashes
    first_event INTEGER NOT NULL, events INTEGER NOT NULL);
CREATE INDEX fuzzy_batch_open ON fuzzy_batch(state) WHERE state=0;
CREATE INDEX fuzzy_batch_by_operation ON fuzzy_batch(operation);
CREATE TABLE fuzzy_event(
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    prefix INTEGER NOT NULL,        -- first 8 bytes of the digest
    digest BLOB NOT NULL,
    before BLOB NOT NULL, after BLOB NOT NULL); -- core/casefile/hashstate.h
CREATE INDEX fuzzy_event_by_digest ON fuzzy_event(prefix);
CREATE TABLE fuzzy_origin(
    event INTEGER NOT NULL, item INTEGER NOT NULL, part TEXT NOT NULL,
    flag INTEGER NOT NULL, weight INTEGER NOT NULL,
    PRIMARY KEY(event, item, part)) WITHOUT ROWID;
CREATE TRIGGER fuzzy_event_kept BEFORE UPDATE ON fuzzy_event BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER fuzzy_event_stays BEFORE DELETE ON fuzzy_event BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
)sql";

// Batches, training runs and what models said about labels. Records of a submission are kept for ever: a submission
// more adds records, trainings use those of the last one. The models themselves are files (core/train/registry.h).
constexpr const char* version4 = R"sql(
CREATE TABLE batch(
    id INTEGER PRIMARY KEY,         -- from 1, as people see it
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
    context TEXT NOT NULL,          -- JSON of a BatchContext
    scope TEXT NOT NULL,            -- JSON of a BatchScope
    submitted_at INTEGER NOT NULL DEFAULT 0, processed_at INTEGER NOT NULL DEFAULT 0,
    submission INTEGER NOT NULL DEFAULT 0, -- the last one, 0: none
    pending INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0, -- context or scope changed after the last submission
    labels TEXT NOT NULL DEFAULT '', -- SHA-256 of the labels of its items as they were submitted last
    reply TEXT NOT NULL DEFAULT '',
    withdrawn TEXT,                 -- why, NULL: it is not
    origin TEXT NOT NULL DEFAULT ''); -- of an imported one: where it came from
CREATE TABLE submission(
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batch(id),
    at INTEGER NOT NULL, author TEXT NOT NULL,
    records INTEGER NOT NULL, sha256 TEXT NOT NULL,
    query TEXT NOT NULL,
    feature_version INTEGER NOT NULL,
    symbols TEXT NOT NULL,          -- names that the records count in, a line each
    context TEXT NOT NULL,          -- JSON of the BatchContext that was sent
    options TEXT NOT NULL,          -- JSON of the SubmitOptions
    messages INTEGER NOT NULL,      -- records in the messages: those of one item are one
    first_id INTEGER NOT NULL,      -- id of the first of them
    addresses INTEGER NOT NULL,     -- distinct
    published INTEGER NOT NULL);    -- its messages are in the outbox
CREATE INDEX submission_by_batch ON submission(batch);
CREATE TABLE batch_record(
    submission INTEGER NOT NULL, number INTEGER NOT NULL,
    item INTEGER NOT NULL,          -- -1: not an item of this case
    uuid TEXT NOT NULL,
    label INTEGER NOT NULL, author TEXT NOT NULL, labelled_at INTEGER NOT NULL, confidence INTEGER NOT NULL,
    prediction INTEGER NOT NULL, score REAL NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    features BLOB NOT NULL,         -- core/casefile/recordblob.h
    PRIMARY KEY(submission, number)) WITHOUT ROWID;
CREATE TABLE run(
    id INTEGER PRIMARY KEY,         -- from 1
    started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL,
    request TEXT NOT NULL,          -- JSON of a TrainRequest
    outcome TEXT NOT NULL DEFAULT '', -- JSON of a TrainOutcome
    model TEXT NOT NULL DEFAULT '', version TEXT NOT NULL DEFAULT ''); -- published
CREATE TABLE run_batch(run INTEGER NOT NULL, batch INTEGER NOT NULL, submission INTEGER NOT NULL,
    PRIMARY KEY(run, batch)) WITHOUT ROWID;
CREATE TABLE suspect(item INTEGER PRIMARY KEY, label INTEGER NOT NULL, probability REAL NOT NULL,
    confidence REAL NOT NULL);      -- of the last look for suspects; summary in setting
CREATE TABLE comparison(
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT NOT NULL,
    request TEXT NOT NULL, versions TEXT NOT NULL, -- "NAME/ID" a line
    sha256 TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE scan_model(
    scan INTEGER NOT NULL, model TEXT NOT NULL, version TEXT NOT NULL, is_shadow INTEGER NOT NULL,
    PRIMARY KEY(scan, model, version)) WITHOUT ROWID;
CREATE TABLE inbox_seen(stamp TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID; -- files that were applied
CREATE TABLE message(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, severity INTEGER NOT NULL, text TEXT NOT NULL,
    object TEXT NOT NULL);
CREATE TRIGGER batch_record_kept BEFORE UPDATE ON batch_record BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
CREATE TRIGGER batch_record_stays BEFORE DELETE ON batch_record BEGIN SELECT RAISE(ABORT, 'history is kept'); END;
)sql";

// Request sets: how a source of them is read, what lists need of each, and what models say whoever sent it is.
constexpr const char* version5 = R"sql(
ALTER TABLE source ADD COLUMN traffic TEXT NOT NULL DEFAULT ''; -- core/casefile/trafficjson.h
ALTER TABLE source ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0; -- source with another length of buckets, or 0
ALTER TABLE item ADD COLUMN traffic BLOB;  -- core/index/trafficnumbers.h, NULL: no request set
ALTER TABLE scan_item ADD COLUMN prediction INTEGER NOT NULL DEFAULT 0; -- Prediction
ALTER TABLE scan_item ADD COLUMN anomaly REAL; -- risk by a model of anomalies, NULL: none
)sql";

constexpr const char* steps[] = {version1, version2, version3, version4, version5};
constexpr store::Schema schema{0x41535359, steps}; // "ASSY"

} // namespace

const store::Schema& caseSchema()
{
    return schema;
}

} // namespace assay
