// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/trafficwords.h"

#include <QCoreApplication>

namespace assay::gui {
namespace {

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

} // namespace

QString trafficClassTitle(TrafficClass kind)
{
    switch (kind) {
    case TrafficClass::NotBot:
        return tr("Not bot");
    case TrafficClass::Bot:
        return tr("Bot");
    case TrafficClass::Attack:
        return tr("Attack");
    case TrafficClass::Unknown:
    case TrafficClass::Count:
        break;
    }
    return tr("Unknown", "whether a bot sent it");
}

QString topKindTitle(TopKind kind)
{
    switch (kind) {
    case TopKind::Address:
        return tr("Addresses");
    case TopKind::Subnet:
        return tr("Subnets (/24, /64)");
    case TopKind::Host:
        return tr("Hosts");
    case TopKind::Ja4:
        return tr("JA4");
    case TopKind::UserAgent:
        return tr("User agents");
    case TopKind::Path:
        return tr("Paths");
    case TopKind::Count:
        break;
    }
    return {};
}

} // namespace assay::gui
