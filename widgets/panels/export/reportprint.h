// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <QString>

class QPagedPaintDevice;

namespace assay::gui {

// What stands above every page.
struct PageHead
{
    QString left, right; // one line each, cut when long
};

// Puts an HTML report on the pages of a printer or a PDF, with a head line and "page n of m" below. Nothing outside of
// the text is loaded. Any thread that owns the device; Cancelled between pages.
Result<void> printPages(
    const QString& html, QPagedPaintDevice& device, const PageHead& head, const RunContext& context = {});
// Writes a PDF (A4) and returns its bytes; nothing stands under the target's name before it is whole.
Result<uint64_t> writePdf(const QString& html, const QString& target, const PageHead& head, const RunContext& context);

} // namespace assay::gui
