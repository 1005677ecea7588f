// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/itemfocus.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QThread>

namespace assay::gui {

ItemFocus::ItemFocus(Jobs& jobs, LiveCase& live, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_live(live)
{
    connect(&live, &LiveCase::caseChanged, this, [this] { setItem(std::nullopt); });
    connect(&live, &LiveCase::currentScanChanged, this, &ItemFocus::reload);
    connect(&live, &LiveCase::labelsChanged, this, [this] {
        if (hitsHidden() == m_wereHidden || !m_content)
            return;
        m_wereHidden = hitsHidden();
        showHit(-1, -1);
        Q_EMIT contentChanged();
    });
    m_patience.setSingleShot(true);
    m_patience.setInterval(2000);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_item && !m_content)
            load(HtmlExtent::None);
    });
}

void ItemFocus::setItem(std::optional<ItemId> item)
{
    if (item == m_item)
        return;
    m_item = item;
    m_content = nullptr;
    m_hit = m_evidence = -1;
    m_note.clear();
    Q_EMIT itemChanged();
    Q_EMIT evidenceChanged();
    if (m_item) {
        load(HtmlExtent::First);
        m_patience.start();
    } else
        m_jobs.cancel(this, QStringLiteral("content"));
}

void ItemFocus::reload()
{
    if (m_item)
        load(HtmlExtent::First);
}

void ItemFocus::loadWholeHtml()
{
    if (m_item)
        load(HtmlExtent::Whole);
}

void ItemFocus::load(HtmlExtent extent)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    JobTitle title{tr("Load item"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file, item = *m_item, scan = m_live.currentScan(), extent, owner = thread()](
                          const RunContext&) { return loadItemContent(*file, item, scan, extent, owner); };
    using Content = std::shared_ptr<const ItemContent>;
    m_jobs.start<Content>(this, QStringLiteral("content"), title, work, [this](Result<Content> result) {
        m_hit = m_evidence = -1;
        if (result) {
            m_content = *result;
            m_wereHidden = hitsHidden();
            Q_EMIT contentChanged();
            Q_EMIT evidenceChanged();
        } else if (result.error().code != ErrorCode::Cancelled) {
            m_content = nullptr;
            Q_EMIT failed(errorText(result.error(), Attempt::ReadItem));
        }
    });
}

bool ItemFocus::hitsHidden() const
{
    return m_item && m_live.blind() && !m_live.blind()->revealed.contains(m_item->value);
}

int ItemFocus::placesOf(const StoredHit& hit)
{
    return static_cast<int>(hit.matches.empty() ? hit.evidence.size() : hit.matches.size());
}

const Evidence* ItemFocus::currentEvidence() const
{
    if (!m_content || m_hit < 0 || m_evidence < 0)
        return nullptr;
    const StoredHit& hit = m_content->hits.hits[static_cast<size_t>(m_hit)];
    return hit.matches.empty() ? &hit.evidence[static_cast<size_t>(m_evidence)] : nullptr;
}

const fuzzy::FuzzyMatch* ItemFocus::currentMatch() const
{
    if (!m_content || m_hit < 0 || m_evidence < 0)
        return nullptr;
    const StoredHit& hit = m_content->hits.hits[static_cast<size_t>(m_hit)];
    return hit.matches.empty() ? nullptr : &hit.matches[static_cast<size_t>(m_evidence)];
}

void ItemFocus::showHit(int hit, int evidence)
{
    if (!m_content || hitsHidden() || hit < 0 || hit >= static_cast<int>(m_content->hits.hits.size())) {
        hit = evidence = -1;
    } else {
        const int count = placesOf(m_content->hits.hits[static_cast<size_t>(hit)]);
        evidence = count ? std::min(evidence, count - 1) : -1;
    }
    m_hit = hit;
    m_evidence = evidence;
    m_note.clear();
    Q_EMIT evidenceChanged();
}

void ItemFocus::stepEvidence(int step)
{
    if (!m_content || hitsHidden())
        return;
    struct Place
    {
        int hit, evidence;
    };
    std::vector<Place> places;
    const std::vector<StoredHit>& hits = m_content->hits.hits;
    for (size_t h = 0; h < hits.size(); ++h) {
        for (int e = 0; e < placesOf(hits[h]); ++e)
            places.push_back({static_cast<int>(h), e});
    }
    if (places.empty())
        return;
    const int count = static_cast<int>(places.size());
    int at = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i) {
        const Place& place = places[static_cast<size_t>(i)];
        if (place.hit < m_hit || (place.hit == m_hit && place.evidence <= m_evidence)) {
            if (step > 0 || place.hit != m_hit || place.evidence != m_evidence)
                at = step > 0 ? i : i + 1;
            else
                at = i;
        }
    }
    if (m_hit < 0)
        at = step > 0 ? -1 : count;
    const Place& next = places[static_cast<size_t>((at + step + count) % count)];
    showHit(next.hit, next.evidence);
}

void ItemFocus::setEvidenceShown(const QString& note)
{
    if (note == m_note)
        return;
    m_note = note;
    Q_EMIT evidenceNoteChanged();
}

} // namespace assay::gui
