// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/contenttype.h"

#include "core/base/ascii.h"
#include "core/fuzzy/mime/headers.h"
#include "core/fuzzy/mime/parameters.h"

namespace assay::fuzzy {
namespace {

std::string valueOf(const Parameters& parameters, std::string_view name)
{
    const auto found = parameters.find(std::string(name));
    return found == parameters.end() ? std::string() : found->second;
}

// Words that stand alone, and a common misspelling.
void repair(ContentType& content)
{
    if (!content.subtype.empty()) {
        if (content.subtype == "alternate")
            content.subtype = "alternative";
        return;
    }
    if (content.type == "html") {
        content.type = "text";
        content.subtype = "html";
    } else if (content.type == "application") {
        content.subtype = "octet-stream";
    }
}

} // namespace

bool ContentType::isMessage() const
{
    return type == "message" && !isText;
}

std::optional<ContentType> readContentType(std::string_view value)
{
    ParameterReader reader(value);
    ContentType content;
    content.type = toAsciiLower(reader.takeType());
    if (content.type.empty())
        return std::nullopt;
    content.subtype = toAsciiLower(reader.takeSubtype());
    const Parameters parameters = reader.takeParameters();
    content.charset = valueOf(parameters, "charset");
    content.boundary = toAsciiLower(valueOf(parameters, "boundary"));
    content.name = valueOf(parameters, "name");
    if (content.name.empty())
        content.name = valueOf(parameters, "filename");
    repair(content);
    const bool isReport = content.type == "message"
        && (content.subtype == "delivery-status" || content.subtype.find("notification") != std::string::npos);
    content.isText = content.type == "text" || isReport;
    return content;
}

} // namespace assay::fuzzy
