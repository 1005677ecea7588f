// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/htmlexporter.h"

#include "core/report/basicexporter.h"
#include "core/report/htmlpage.h"

namespace assay::report {
namespace {

// Title page and table of items go to the page at once; the items wait in a second, nameless file until the table is
// complete.
class HtmlExporter final : public BasicExporter
{
public:
    explicit HtmlExporter(const ExportOptions& options)
        : BasicExporter("html", options)
    {
        if (options.wholeBodies)
            m_limits.content.text = std::numeric_limits<size_t>::max();
    }

private:
    Result<void> open() override;
    Result<void> write(const ReportItem& item) override;
    Result<void> close() override;

    HtmlLimits m_limits;
    OutputFile* m_page = nullptr;
    std::optional<OutputFile> m_sections;
    uint64_t m_failed = 0;
};

Result<void> HtmlExporter::open()
{
    const auto page = addFile(options().target);
    if (!page)
        return page.error();
    m_page = *page;
    auto sections = OutputFile::create(options().target);
    if (!sections)
        return sections.error();
    m_sections.emplace(std::move(*sections));
    return m_page->write(htmlTitlePage(head(), redactor().isActive()));
}

Result<void> HtmlExporter::write(const ReportItem& item)
{
    // First: redaction learns from it whom the item names.
    const ItemContent content = readContent(item, redactor(), m_limits.content);
    if (content.error) {
        countFailure();
        ++m_failed;
    }
    const auto written = m_page->write(htmlIndexRow(head(), items(), item));
    if (!written)
        return written;
    const auto section = htmlItem(head(), items(), item, content, m_limits);
    return section ? m_sections->write(*section) : section.error();
}

Result<void> HtmlExporter::close()
{
    auto written = m_page->write("</table>\n");
    if (written)
        written = m_sections->copyTo(*m_page);
    return written ? m_page->write(htmlEnd(items(), m_failed)) : written;
}

} // namespace

std::unique_ptr<Exporter> makeHtmlExporter(const ExportOptions& options)
{
    return std::make_unique<HtmlExporter>(options);
}

} // namespace assay::report
