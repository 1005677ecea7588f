// SPDX-License-Identifier: GPL-3.0-or-later
// The sanitiser: what comes out holds nothing active, whatever goes in, and does not change when it goes in again.
#include "core/base/json.h"
#include "core/text/htmltext.h"
#include "core/text/htmltokenizer.h"
#include "core/text/safehtml.h"
#include "core/text/urls.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void requireHarmless(const assay::HtmlToken& token)
{
    require(token.kind != assay::HtmlToken::Kind::Comment && !token.rawText);
    if (token.kind == assay::HtmlToken::Kind::Text)
        return;
    for (const char* name : {"script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base",
             "svg", "math", "frame"})
        require(token.name != name);
    for (const assay::HtmlAttribute& attribute : token.attributes) {
        require(attribute.name.substr(0, 2) != "on" && attribute.name != "srcset" && attribute.name != "background");
        const std::string scheme = assay::urlScheme(attribute.value);
        if (attribute.name == "src")
            require(scheme == "cid" || scheme == "data");
        if (attribute.name == "href")
            require(scheme == "http" || scheme == "https" || scheme == "ftp" || scheme == "mailto");
        if (attribute.name == "style")
            require(attribute.value.find("url") == std::string::npos && attribute.value.find('@') == std::string::npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string html = assay::toValidUtf8(std::string_view(reinterpret_cast<const char*>(data), size));
    const std::string safe = assay::sanitizeHtml(html).html;
    require(assay::isValidUtf8(safe));
    assay::HtmlTokenizer tokenizer(safe);
    assay::HtmlToken token;
    while (tokenizer.next(token))
        requireHarmless(token);
    const assay::HtmlText text = assay::htmlToText(html);
    require(assay::isValidUtf8(text.visible) && assay::isValidUtf8(text.hidden));
    return 0;
}
