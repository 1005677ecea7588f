// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/textpart.h"

#include "core/fuzzy/html/htmltext.h"
#include "core/fuzzy/mime/partcharset.h"
#include "core/fuzzy/url/urlsearch.h"
#include "core/fuzzy/view/language.h"
#include "core/fuzzy/view/strippedtext.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

// Plain text beside one other part is searched for surer links only: the other part is taken to hold the rest.
UrlSet urlSetFor(const MimePart& part, bool isHtml)
{
    const bool isOneOfTwo = part.parent && part.parent->type.isMultipart() && part.parent->children == 2;
    return isHtml || isOneOfTwo ? UrlSet::Strict : UrlSet::Full;
}

// Where several begin at one place the last link comes first, then the line, then shown links from the last on: the
// order in which the peer collects them backwards.
std::vector<TextException> gatherExceptions(
    const std::vector<UrlMatch>& urls, const std::vector<uint32_t>& newlines, std::vector<TextException> shown)
{
    std::vector<TextException> all;
    all.reserve(urls.size() + newlines.size() + shown.size());
    for (auto url = urls.rbegin(); url != urls.rend(); ++url)
        all.push_back({url->offset, url->length, true});
    for (auto line = newlines.rbegin(); line != newlines.rend(); ++line)
        all.push_back({*line, 0, false});
    all.insert(all.end(), shown.rbegin(), shown.rend());
    std::stable_sort(
        all.begin(), all.end(), [](const TextException& a, const TextException& b) { return a.offset < b.offset; });
    return all;
}

} // namespace

std::unique_ptr<TextPart> readTextPart(const MimePart& part, bool isHtml, WordBreakLocale locale, uint32_t wordsDecay)
{
    auto text = std::make_unique<TextPart>();
    text->isHtml = isHtml;
    DecodedText decoded = decodePartText(part.decoded, part.type.charset);
    std::vector<TextException> shown;
    if (isHtml) {
        HtmlText html = readHtml(decoded.text);
        text->content = std::move(html.text);
        for (const HtmlText::Span& span : html.shownUrls)
            shown.push_back({span.offset, span.length, true});
    } else {
        text->content = std::move(decoded.text);
    }
    StrippedText stripped = stripText(text->content, isHtml, decoded.isUtf8);
    text->stripped = std::move(stripped.text);
    const std::vector<UrlMatch> urls = findUrlsInText(text->stripped, stripped.newlines, urlSetFor(part, isHtml));
    const std::vector<TextException> exceptions = gatherExceptions(urls, stripped.newlines, std::move(shown));
    text->words = Words::normalise(decoded.isUtf8 ? breakWords(text->stripped, exceptions, locale, wordsDecay)
                                                  : breakRawWords(text->stripped, exceptions, wordsDecay));
    text->language = detectLanguage(text->stripped, text->words);
    text->words.stem(text->language);
    return text;
}

} // namespace assay::fuzzy
