// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/trafficview.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/requestfacts.h"
#include "widgets/panels/traffic/featurestab.h"
#include "widgets/panels/traffic/rawlinestab.h"
#include "widgets/panels/traffic/requeststab.h"
#include "widgets/panels/traffic/sessiontab.h"
#include "widgets/panels/traffic/tlstab.h"
#include "widgets/settings/appsettings.h"

#include <QTabWidget>
#include <QVBoxLayout>

#include <charconv>

namespace assay::gui {
namespace {

constexpr const char* tabNames[] = {"requests", "features", "session", "tls", "rawlines"};
constexpr size_t mostMarks = 100'000; // places of evidence that are marked

QString row(const QString& title, const QString& value)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='padding-right:10px'>%1</td><td>%2</td></tr>")
        .arg(title.toHtmlEscaped(), value.toHtmlEscaped());
}

int64_t secondsOf(int64_t ns)
{
    return ns / 1'000'000'000;
}

} // namespace

std::optional<uint32_t> requestOf(const Evidence& evidence, size_t requests)
{
    uint32_t number = 0;
    const char* end = evidence.part.data() + evidence.part.size();
    const auto [read, error] = std::from_chars(evidence.part.data(), end, number);
    if (evidence.where != rules::Where::Request || error != std::errc() || read != end || number == 0
        || number > requests)
        return std::nullopt;
    return number - 1;
}

RequestMarks marksOf(const ItemHits& hits)
{
    RequestMarks marks;
    for (size_t i = 0; i < hits.hits.size(); ++i) {
        const QString symbol = displayLine(hits.hits[i].symbol.name, 100);
        for (const Evidence& evidence : hits.hits[i].evidence) {
            const auto request = requestOf(evidence, UINT32_MAX);
            if (request && marks.size() < mostMarks)
                marks.emplace(*request, RequestMark{static_cast<int>(i), symbol, evidence.header});
        }
    }
    return marks;
}

QString requestSetSummary(const ItemContent& content, const QTimeZone& zone)
{
    const traffic::RequestSetHead& head = content.requestSet->head();
    const QString client = QString::fromStdString(head.client.toString());
    const QString host = head.host.empty() ? TrafficView::tr("(no host)") : displayLine(head.host, 200);
    QString html = QStringLiteral("<b>%1</b><table cellspacing=0 cellpadding=0>")
                       .arg(TrafficView::tr("%1 → %2", "client, host").arg(client, host).toHtmlEscaped());
    const double seconds = static_cast<double>(head.stop - head.start) / 1e9;
    html += row(TrafficView::tr("From"), formatTimeExact(secondsOf(head.start), zone));
    html += row(TrafficView::tr("To"),
        TrafficView::tr("%1 (%2)", "time, duration")
            .arg(formatTimeExact(secondsOf(head.stop), zone), formatDuration(seconds)));
    QString requests = formatCount(content.requestSet->totalRequests());
    if (head.subset > 1)
        requests += TrafficView::tr(" · %1 in this period, the %2. of %3 s")
                        .arg(formatCount(content.requestSet->requests().size()))
                        .arg(head.subset)
                        .arg(head.bucketSeconds);
    html += row(TrafficView::tr("Requests"), requests);
    html += row(TrafficView::tr("Country"), displayLine(head.country, 80));
    QStringList oddities;
    for (const Defect defect : content.detail.defects.list())
        oddities << defectSentence(defect);
    html += row(TrafficView::tr("Oddities"), oddities.mid(0, 4).join(QStringLiteral(" · ")));
    return html + QStringLiteral("</table>");
}

TrafficView::TrafficView(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_tabs(new QTabWidget(this))
    , m_requests(new RequestsTab(context, m_tabs))
    , m_features(new FeaturesTab(context, m_tabs))
    , m_session(new SessionTab(context, m_tabs))
    , m_tls(new TlsTab(context, m_tabs))
    , m_raw(new RawLinesTab(context, m_tabs))
{
    m_tabs->setObjectName(QStringLiteral("trafficView.tabs"));
    m_tabs->setAccessibleName(tr("Request set"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_requests, tr("Requests"));
    m_tabs->addTab(m_features, tr("Features"));
    m_tabs->addTab(m_session, tr("Session"));
    m_tabs->addTab(m_tls, tr("TLS"));
    m_tabs->addTab(m_raw, tr("Raw"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(m_requests, &RequestsTab::requestChosen, m_raw, &RawLinesTab::showRequest);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        if (!m_choosing && index >= 0)
            m_preferred = QString::fromLatin1(tabNames[index]);
    });
}

void TrafficView::setContent(const std::shared_ptr<const ItemContent>& content)
{
    const bool hidden = m_context.focus.hitsHidden();
    m_requests->setContent(content, content && !hidden ? marksOf(content->hits) : RequestMarks());
    m_features->setContent(content);
    m_session->setContent(content);
    m_tls->setContent(content);
    m_raw->setContent(content);
}

void TrafficView::setCurrentTabName(const QString& name)
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (name == QString::fromLatin1(tabNames[i]))
            m_tabs->setCurrentIndex(i);
    }
}

void TrafficView::showRaw()
{
    m_tabs->setCurrentWidget(m_raw);
}

// The request that matched, or the feature; whoever reads Raw stays there.
void TrafficView::showEvidence()
{
    m_requests->setHit(m_context.focus.hit());
    const Evidence* evidence = m_context.focus.currentEvidence();
    const auto& content = m_context.focus.content();
    if (!evidence || !content || !content->requestSet)
        return;
    const auto request = requestOf(*evidence, content->requestSet->requests().size());
    m_choosing = true;
    if (request) {
        m_requests->showRequest(*request, evidence->header);
        m_raw->showRequest(*request);
        if (m_tabs->currentWidget() != m_raw)
            m_tabs->setCurrentWidget(m_requests);
    } else if (evidence->where == rules::Where::Feature) {
        m_tabs->setCurrentWidget(m_features);
        m_features->showFeature(evidence->header);
    }
    m_choosing = false;
    const bool shown = request || evidence->where == rules::Where::Feature;
    m_context.focus.setEvidenceShown(shown ? QString() : tr("This match is about the request set as a whole."));
}

} // namespace assay::gui
