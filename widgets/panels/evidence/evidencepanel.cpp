// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evidence/evidencepanel.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/rangetext.h"
#include "widgets/panels/evidence/fuzzyhitview.h"
#include "widgets/panels/evidence/modelhitview.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr int shownOverlaps = 100;

QString row(const QString& name, const QString& value)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='padding-right:8px'>%1</td><td>%2</td></tr>")
        .arg(name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString utf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

EvidencePanel::EvidencePanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
{
    m_view = new QTextBrowser(this);
    m_view->setObjectName(QStringLiteral("evidenceView"));
    m_view->setAccessibleName(tr("Evidence"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setOpenLinks(false);
    m_fuzzy = new FuzzyHitView(context, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_fuzzy);
    m_modelHit = new ModelHitView(context, this);
    m_stack->addWidget(m_modelHit);
    m_previous = new QToolButton(this);
    m_previous->setObjectName(QStringLiteral("evidencePrevious"));
    m_previous->setIcon(themedIcon(QStringLiteral("previous")));
    m_previous->setAccessibleName(tr("Previous match"));
    m_previous->setToolTip(tr("Previous match (Shift+F8)"));
    m_next = new QToolButton(this);
    m_next->setObjectName(QStringLiteral("evidenceNext"));
    m_next->setIcon(themedIcon(QStringLiteral("next")));
    m_next->setAccessibleName(tr("Next match"));
    m_next->setToolTip(tr("Next match (F8)"));
    for (QToolButton* button : {m_previous, m_next}) {
        button->setAutoRaise(true);
        button->setMinimumSize(24, 24);
    }
    m_position = new QLabel(this);
    m_position->setObjectName(QStringLiteral("evidencePosition"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 2, 8, 4);
    bar->addWidget(m_previous);
    bar->addWidget(m_position);
    bar->addWidget(m_next);
    bar->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addLayout(bar);

    ItemFocus& focus = context.focus;
    connect(m_previous, &QToolButton::clicked, &focus, [&focus] { focus.stepEvidence(-1); });
    connect(m_next, &QToolButton::clicked, &focus, [&focus] { focus.stepEvidence(1); });
    connect(m_view, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
        const QStringList place = url.path().split(QChar('/'));
        m_context.focus.showHit(place.value(0).toInt(), place.value(1).toInt());
    });
    connect(&focus, &ItemFocus::evidenceChanged, this, &EvidencePanel::showEvidence);
    connect(&focus, &ItemFocus::evidenceNoteChanged, this, &EvidencePanel::showEvidence);
    connect(&focus, &ItemFocus::contentChanged, this, &EvidencePanel::showEvidence);
    showEvidence();
}

void EvidencePanel::showEvidence()
{
    const ItemFocus& focus = m_context.focus;
    const auto& content = focus.content();
    bool any = false;
    if (content) {
        for (const StoredHit& hit : content->hits.hits)
            any = any || ItemFocus::placesOf(hit) > 0;
    }
    m_previous->setEnabled(any);
    m_next->setEnabled(any);
    m_stack->setCurrentWidget(m_view);
    if (!content || focus.hit() < 0) {
        m_position->clear();
        m_view->setPlainText(any ? tr("Choose a hit, or press F8, to see what matched.") : QString());
        return;
    }
    const StoredHit& hit = content->hits.hits[static_cast<size_t>(focus.hit())];
    if (focus.currentMatch()) {
        showPosition(hit);
        m_fuzzy->showMatch();
        m_stack->setCurrentWidget(m_fuzzy);
        return;
    }
    if (hit.output) {
        m_position->clear();
        m_modelHit->showHit();
        m_stack->setCurrentWidget(m_modelHit);
        return;
    }
    const Evidence* evidence = focus.currentEvidence();
    if (!evidence) {
        m_position->clear();
        m_view->setHtml(
            QStringLiteral("<b>%1</b><br>%2")
                .arg(displayLine(hit.symbol.name).toHtmlEscaped(),
                    tr("This rule has no place in the item: it decides on other rules or on what is missing.")
                        .toHtmlEscaped()));
        return;
    }
    showPosition(hit);
    m_view->setHtml(describe(hit, *evidence));
}

void EvidencePanel::showPosition(const StoredHit& hit)
{
    const auto places = static_cast<uint32_t>(ItemFocus::placesOf(hit));
    QString position = tr("%1 of %2", "match n of m").arg(m_context.focus.evidence() + 1).arg(places);
    if (hit.count > places)
        position += tr(" · +%1 more").arg(formatCount(hit.count - places));
    m_position->setText(position);
}

QString EvidencePanel::describe(const StoredHit& hit, const Evidence& evidence) const
{
    QString html =
        QStringLiteral("<b>%1</b> %2").arg(displayLine(hit.symbol.name).toHtmlEscaped(), formatSignedScore(hit.score));
    html += QStringLiteral("<table cellspacing=0 cellpadding=0>");
    if (evidence.where == rules::Where::Request || evidence.where == rules::Where::Feature)
        return html + describeTraffic(evidence);
    const QString part = evidence.part.empty() ? QString() : tr(", part %1").arg(displayLine(evidence.part, 40));
    html += row(tr("Where"), utf8(rules::whereName(evidence.where)) + part);
    html += row(tr("Header"), displayLine(evidence.header, 100));
    html += row(tr("Offset"), QStringLiteral("%1 + %2").arg(evidence.offset).arg(evidence.length));
    const QString reason = rawRangeReason(evidence.raw.why);
    if (evidence.raw.length)
        html += row(tr("Bytes"), QStringLiteral("%1 + %2").arg(evidence.raw.offset).arg(evidence.raw.length));
    html += QStringLiteral("</table>");
    if (!reason.isEmpty())
        html += QStringLiteral("<p>%1</p>").arg(reason.toHtmlEscaped());
    const QString& note = m_context.focus.evidenceNote();
    if (!note.isEmpty() && note != reason)
        html += QStringLiteral("<p><i>%1</i></p>").arg(note.toHtmlEscaped());
    html += QStringLiteral("<p><code>%1</code></p>").arg(displayLine(evidence.text, 400).toHtmlEscaped());
    return html + overlapping(evidence);
}

// Of request sets: which request and which field of it, or which feature.
QString EvidencePanel::describeTraffic(const Evidence& evidence) const
{
    QString html;
    if (evidence.where == rules::Where::Feature) {
        html += row(tr("Feature"), displayLine(evidence.header, 100));
        html += row(tr("Value"), displayLine(evidence.text, 100));
        return html + QStringLiteral("</table>");
    }
    html += row(tr("Request"), displayLine(evidence.part, 40));
    html += row(tr("Field"), displayLine(evidence.header, 100));
    html += row(tr("Offset"), QStringLiteral("%1 + %2").arg(evidence.offset).arg(evidence.length));
    html += QStringLiteral("</table><p><code>%1</code></p>").arg(displayLine(evidence.text, 400).toHtmlEscaped());
    const QString& note = m_context.focus.evidenceNote();
    if (!note.isEmpty())
        html += QStringLiteral("<p><i>%1</i></p>").arg(note.toHtmlEscaped());
    return html + overlapping(evidence);
}

// Other hits that cover some of the same bytes.
QString EvidencePanel::overlapping(const Evidence& evidence) const
{
    const ItemFocus& focus = m_context.focus;
    const std::vector<StoredHit>& hits = focus.content()->hits.hits;
    QStringList lines;
    for (size_t h = 0; h < hits.size() && evidence.raw.length && lines.size() < shownOverlaps; ++h) {
        if (static_cast<int>(h) == focus.hit())
            continue;
        for (size_t e = 0; e < hits[h].evidence.size(); ++e) {
            const rules::RawRange& other = hits[h].evidence[e].raw;
            if (other.offset < evidence.raw.offset + evidence.raw.length
                && evidence.raw.offset < other.offset + other.length) {
                lines << QStringLiteral("<a href='hit:%1/%2'>%3</a> %4")
                             .arg(h)
                             .arg(e)
                             .arg(displayLine(hits[h].symbol.name).toHtmlEscaped(), formatSignedScore(hits[h].score));
                break;
            }
        }
    }
    if (lines.isEmpty())
        return {};
    return QStringLiteral("<p>%1<br>%2</p>")
        .arg(tr("Also matched here:").toHtmlEscaped(), lines.join(QStringLiteral("<br>")));
}

} // namespace assay::gui
