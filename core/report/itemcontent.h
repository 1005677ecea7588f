// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"
#include "core/report/redactor.h"

namespace assay::report {

// How much of one message goes into a report.
struct ContentLimits
{
    size_t text = size_t{64} << 10; // bytes
    size_t headers = 200;
    size_t header = 4096; // bytes of one value
    size_t attachments = 200;
};

// What a report shows of a message, redacted and cut.
struct ItemContent
{
    struct Header
    {
        std::string name, value; // UTF-8
        size_t left = 0; // bytes that were cut
    };
    struct Attachment
    {
        std::string path, name, type;
        uint64_t bytes = 0; // decoded
        Sha256 sha256 = {};
    };
    std::optional<Error> error; // the message could not be read; the rest is empty
    std::shared_ptr<const Message> message; // null when redacted, and of request sets
    std::vector<std::pair<std::string, double>> features; // of request sets
    std::vector<Header> headers;
    uint64_t headersLeft = 0;
    std::string text; // visible text, or a line for each request; UTF-8
    uint64_t textLeft = 0; // bytes that were cut
    std::vector<Attachment> attachments;
    uint64_t attachmentsLeft = 0;
};
ItemContent readContent(const ReportItem& item, const Redactor& redactor, const ContentLimits& limits);

} // namespace assay::report
