// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/bodyinput.h"
#include "core/rules/view/parttexts.h"
#include "core/rules/view/viewtables.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// The addresses of a message and their forms, as uri rules see them (spec/regex B.5 "uri").
class UriInput
{
public:
    UriInput(const ViewTables& tables, const MimeTree& tree, PartTexts& texts, BodyInput& body)
        : m_tables(tables)
        , m_tree(tree)
        , m_texts(texts)
        , m_body(body)
    {
    }
    const std::vector<RulesUri>& uris();
    const std::vector<UriDetail>& details();
    RawRange map(size_t uri, uint64_t offset, uint64_t length);
    bool truncated();

private:
    // Where an address was found: in a body piece, or in an attribute of an HTML part.
    struct Place
    {
        int piece = -1;
        int node = -1;
        uint64_t offset = 0, length = 0;
    };

    void build();
    void takeFromText();
    void takeFromHtml();
    bool keep(
        const std::string& raw, bool characters, std::vector<std::string> types, bool needsDomain, const Place& place);
    bool fillDetail(UriDetail& detail, std::vector<std::string> forms, bool needsDomain);
    void collect();
    std::string_view textAt(const Place& place);
    RawRange mapPlace(const Place& place, uint64_t offset, uint64_t length);

    const ViewTables& m_tables;
    const MimeTree& m_tree;
    PartTexts& m_texts;
    BodyInput& m_body;
    std::map<std::string, size_t, std::less<>> m_index; // raw address -> m_details
    std::vector<UriDetail> m_details;
    std::vector<Place> m_places; // of details
    std::vector<RulesUri> m_uris;
    std::vector<size_t> m_origins; // of uris: index into details
    bool m_built = false, m_truncated = false;
};

} // namespace assay::rules
