// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

// A Content-Type as the peer reads it. Type and subtype are lower-case.
struct ContentType
{
    std::string type;
    std::string subtype;
    std::string charset; // as written
    std::string boundary; // lower-case
    std::string name; // "name" or else "filename"
    bool isMissing = false; // assumed for a message without one
    bool isText = false; // to be read as text whatever the bytes look like

    bool isMultipart() const { return type == "multipart"; }
    bool isMessage() const; // holds another message
};

// Nothing when there is no type at all.
std::optional<ContentType> readContentType(std::string_view value);

struct Disposition
{
    bool isAttachment = false;
    std::string fileName;
};

// Nothing when the value is neither known nor has parameters.
std::optional<Disposition> readDisposition(std::string_view value);

} // namespace assay::fuzzy
