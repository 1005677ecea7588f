// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/mime/contenttype.h"
#include "core/fuzzy/mime/headers.h"
#include "core/fuzzy/mime/transfercoding.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

struct MimePart
{
    MimePart* parent = nullptr;
    size_t children = 0;
    size_t number = 0; // in the order in which the peer numbers parts
    HeaderFields headers; // into the message, or into the parent's decoded data
    ContentType type;
    std::optional<Disposition> disposition;
    TransferCoding coding = TransferCoding::Unknown;
    bool codingMissing = false;
    std::string_view raw;
    std::string decoded; // of leaves and of messages inside
    bool isContainer = false;

    bool hasContentId() const { return findHeader(headers, "Content-Id") != nullptr; }
};

// A message taken apart as the peer does it. `bytes` must outlive it.
class PartTree
{
public:
    // Blanks before the message and an mbox line are left out. Depth and number of parts are bounded.
    static PartTree parse(std::string_view bytes);

    const std::vector<std::unique_ptr<MimePart>>& parts() const { return m_parts; } // by number
    const std::string& subject() const { return m_subject; } // decoded; empty when there is none

private:
    friend class PartParser;
    std::vector<std::unique_ptr<MimePart>> m_parts;
    std::vector<std::unique_ptr<MimePart>> m_unnumbered; // parts that the peer gave up on
    std::string m_subject;
};

} // namespace assay::fuzzy
