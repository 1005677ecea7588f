// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace assay::feedback {

// One line of a file of labels: a label and at least one way to name the item.
struct LabelLine
{
    uint64_t line = 0; // in the file, from 1; where the record begins
    std::string label; // as written
    std::optional<Sha256> sha256; // of the message
    std::string path; // of its file, or of the mailbox that `item` counts in
    std::string item; // number in the mailbox, or in the case when there is no path
    std::string messageId; // without < >
    std::string author, note; // may be empty
    int64_t at = 0; // seconds since 1970; 0: not stated
    uint8_t confidence = 100; // percent
};

// Gets what a file holds, in its order.
class LabelFileSink
{
public:
    virtual ~LabelFileSink();
    virtual void line(LabelLine line) = 0;
    // A line that cannot be used, shortened, and why (English).
    virtual void reject(uint64_t line, std::string text, std::string why) = 0;
};

// Fills the buffer from the input; 0 at its end.
using ReadBytes = std::function<Result<size_t>(char* buffer, size_t length)>;

// Reads labels from CSV (RFC 4180 quotes; , ; or tab; the first line names the columns) or JSON lines; UTF-8, with or
// without a byte order mark. Columns and keys, in any case: label (class, verdict), message_id (mid), path (file,
// source), item (id), sha256, author (by), at (date, time: ISO 8601 or seconds), confidence (percent, or a fraction
// with a point), note. Others are ignored. Lines longer than 64 KiB are rejected. Errors: BadData when it is no such
// file or a column is missing, Unsupported for UTF-16, Cancelled, and those of `read`.
Result<void> readLabelFile(const ReadBytes& read, LabelFileSink& sink, const RunContext& context);

} // namespace assay::feedback
