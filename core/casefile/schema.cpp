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

constexpr const char* steps[] = {version1};
constexpr store::Schema schema{0x41535359, steps}; // "ASSY"

} // namespace

const store::Schema& caseSchema()
{
    return schema;
}

} // namespace assay
