// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct SafeHtmlLimits
{
    size_t maxDepth = 100; // elements inside each other; deeper ones are flattened
    size_t maxTables = 16; // tables inside each other: their layout is costly
    size_t maxBytes = size_t{2} << 20; // of output, without data: images
    size_t maxImageBytes = size_t{16} << 20; // of data: images, all together
};

// HTML for a rich-text widget without a network stack, and what was left out of it.
struct SafeHtml
{
    std::string html; // well-formed: every element is closed
    unsigned remoteImages = 0, scripts = 0, forms = 0, frames = 0, objects = 0, eventHandlers = 0, styles = 0,
             hidden = 0;
    std::vector<std::string> hosts; // of remote content, sorted, once each
    bool cut = false; // at maxBytes
};

// Builds a new page from an allow-list of elements, attributes and CSS properties; nothing of the original is kept by
// default. No script, style sheet, form, frame, plug-in, refresh or base; images only as cid: and as data: of raster
// types whose bytes are such images; links only to http, https, ftp and mailto. Hidden elements are left out. Linear,
// no recursion.
SafeHtml sanitizeHtml(std::string_view html, const SafeHtmlLimits& limits = {});

} // namespace assay
