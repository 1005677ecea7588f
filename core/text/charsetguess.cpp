// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/charsetguess.h"

#include "core/base/ascii.h"

#include <memory>
#include <uchardet/uchardet.h>

namespace assay {
namespace {

constexpr size_t guessBytes = size_t{64} << 10;
constexpr size_t metaBytes = size_t{4} << 10;

bool endsLabel(char c)
{
    return isAsciiSpace(c) || c == '"' || c == '\'' || c == ';' || c == '>' || c == '/';
}

// The value after "charset" of one <meta ...> tag.
std::string labelInTag(std::string_view tag)
{
    for (size_t at = findIgnoringCase(tag, "charset"); at != std::string_view::npos;
         at = findIgnoringCase(tag, "charset", at + 7)) {
        std::string_view rest = trimmed(tag.substr(at + 7));
        if (rest.empty() || rest.front() != '=')
            continue;
        rest = trimmed(rest.substr(1));
        while (!rest.empty() && (rest.front() == '"' || rest.front() == '\''))
            rest.remove_prefix(1);
        size_t length = 0;
        while (length < rest.size() && !endsLabel(rest[length]))
            ++length;
        return toAsciiLower(rest.substr(0, length));
    }
    return {};
}

} // namespace

std::string guessCharset(std::string_view bytes)
{
    const std::unique_ptr<std::remove_pointer_t<uchardet_t>, void (*)(uchardet_t)> detector(
        uchardet_new(), uchardet_delete);
    bytes = bytes.substr(0, guessBytes);
    if (!detector || uchardet_handle_data(detector.get(), bytes.data(), bytes.size()) != 0)
        return {};
    uchardet_data_end(detector.get());
    return toAsciiLower(uchardet_get_charset(detector.get()));
}

std::string htmlMetaCharset(std::string_view html)
{
    html = html.substr(0, metaBytes);
    for (size_t at = findIgnoringCase(html, "<meta"); at != std::string_view::npos;
         at = findIgnoringCase(html, "<meta", at + 5)) {
        const std::string label = labelInTag(html.substr(at, html.find('>', at) - at));
        if (!label.empty())
            return label;
    }
    return {};
}

} // namespace assay
