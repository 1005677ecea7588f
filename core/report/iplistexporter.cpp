// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/iplistexporter.h"

#include "core/report/basicexporter.h"

#include <map>

namespace assay::report {
namespace {

class IpListExporter final : public BasicExporter
{
public:
    explicit IpListExporter(const ExportOptions& options)
        : BasicExporter("iplist", options)
    {
    }

private:
    Result<void> open() override;
    Result<void> write(const ReportItem& item) override;
    Result<void> close() override;

    OutputFile* m_file = nullptr;
    std::map<IpAddress, uint64_t> m_addresses; // with the number of items
};

Result<void> IpListExporter::open()
{
    if (options().redaction.ips)
        return Error{ErrorCode::BadArgument, "iplist", "a list of addresses cannot be redacted"};
    const auto file = addFile(options().target);
    if (!file)
        return file.error();
    m_file = *file;
    return {};
}

Result<void> IpListExporter::write(const ReportItem& item)
{
    const auto address = IpAddress::parse(item.ip());
    if (address)
        ++m_addresses[*address];
    return {};
}

Result<void> IpListExporter::close()
{
    for (const auto& [address, items] : m_addresses) {
        std::string line = address.toString();
        if (options().counts)
            line += "  # " + std::to_string(items) + (items == 1 ? " item" : " items");
        line += '\n';
        const auto written = m_file->write(line);
        if (!written)
            return written;
    }
    return {};
}

} // namespace

std::unique_ptr<Exporter> makeIpListExporter(const ExportOptions& options)
{
    return std::make_unique<IpListExporter>(options);
}

} // namespace assay::report
