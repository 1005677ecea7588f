// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/savedviews.h"

#include "core/casefile/case.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/querytext.h"

#include <algorithm>
#include <stop_token>
#include <utility>

namespace assay::gui {
namespace {

using Counts = std::vector<std::optional<uint64_t>>;

// A view that has to read the items of the case is not counted: nobody asked for that work. find() hands out what it
// has so far only when it must read items.
std::optional<uint64_t> countOf(const Case& file, const CaseSnapshot& snapshot, const SavedView& view,
    const QTimeZone& zone, const RunContext& context)
{
    query::Parsed parsed = parseQuery(file, QString::fromStdString(view.query), zone);
    if (!parsed.ok() || snapshot.indexedRows < snapshot.items->count())
        return std::nullopt;
    std::stop_source dear;
    const std::stop_callback cancelled(context.stopToken(), [&dear] { dear.request_stop(); });
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    request.partial = [&dear](std::span<const uint32_t>) { dear.request_stop(); };
    const auto found = file.find(snapshot, request, context.withStop(dear.get_token()));
    return found ? std::optional<uint64_t>(found->rows.size()) : std::nullopt;
}

} // namespace

SavedViews::SavedViews(Jobs& jobs, LiveCase& live, std::function<QTimeZone()> zone, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_live(live)
    , m_zone(std::move(zone))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(1000);
    connect(&m_delay, &QTimer::timeout, this, &SavedViews::countNow);
    connect(&live, &LiveCase::caseChanged, this, &SavedViews::load);
    connect(&live, &LiveCase::itemsChanged, this, &SavedViews::countSoon);
}

std::optional<uint64_t> SavedViews::count(size_t index) const
{
    return index < m_counts.size() ? m_counts[index] : std::nullopt;
}

std::optional<size_t> SavedViews::withKey(int key) const
{
    for (size_t i = 0; i < m_views.size(); ++i) {
        if (key > 0 && m_views[i].key == key)
            return i;
    }
    return std::nullopt;
}

std::optional<size_t> SavedViews::named(const QString& name) const
{
    const std::string wanted = name.trimmed().toStdString();
    for (size_t i = 0; i < m_views.size(); ++i) {
        if (m_views[i].name == wanted)
            return i;
    }
    return std::nullopt;
}

void SavedViews::load()
{
    m_views.clear();
    m_counts.clear();
    m_counting = false;
    Q_EMIT changed();
    if (!m_live.isOpen())
        return;
    const JobTitle title{tr("Read saved views"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_live.file()](const RunContext&) { return file->savedViews(); };
    m_jobs.start<std::vector<SavedView>>(
        this, QStringLiteral("views"), title, work, [this](Result<std::vector<SavedView>> views) {
            if (!views)
                return;
            m_views = std::move(*views);
            m_counts.assign(m_views.size(), std::nullopt);
            Q_EMIT changed();
            countSoon();
        });
}

void SavedViews::store(std::vector<SavedView> views)
{
    if (!m_live.isOpen() || m_live.isReadOnly())
        return;
    m_views = std::move(views);
    m_counts.assign(m_views.size(), std::nullopt);
    Q_EMIT changed();
    const JobTitle title{tr("Save views"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_live.file(), stored = m_views](const RunContext&) -> Result<bool> {
        const auto done = file->setSavedViews(stored);
        if (!done)
            return done.error();
        return true;
    };
    m_jobs.start<bool>(this, QStringLiteral("views"), title, work, [this](Result<bool> done) {
        if (!done) {
            const ErrorText text = errorText(done.error(), Attempt::SaveFile);
            Q_EMIT m_live.notice({NoticeLevel::Error, text.full(), text.details});
            load();
        }
    });
    countSoon();
}

void SavedViews::save(const SavedView& view)
{
    replace(named(QString::fromStdString(view.name)).value_or(m_views.size()), view);
}

// One behind the last adds a view.
void SavedViews::replace(size_t index, const SavedView& view)
{
    std::vector<SavedView> views = m_views;
    if (index > views.size())
        return;
    for (SavedView& other : views) {
        if (view.key && other.key == view.key)
            other.key = 0;
    }
    views.resize(std::max(views.size(), index + 1));
    views[index] = view;
    store(std::move(views));
}

void SavedViews::remove(size_t index)
{
    std::vector<SavedView> views = m_views;
    if (index >= views.size())
        return;
    views.erase(views.begin() + static_cast<std::ptrdiff_t>(index));
    store(std::move(views));
}

void SavedViews::move(size_t index, int step)
{
    const auto other = static_cast<std::ptrdiff_t>(index) + step;
    if (index >= m_views.size() || other < 0 || other >= static_cast<std::ptrdiff_t>(m_views.size()))
        return;
    std::vector<SavedView> views = m_views;
    std::swap(views[index], views[static_cast<size_t>(other)]);
    store(std::move(views));
}

void SavedViews::apply(size_t index)
{
    if (index < m_views.size())
        Q_EMIT applyRequested(SavedView(m_views[index]));
}

// While a case grows its items change many times a second; one count a second is enough.
void SavedViews::countSoon()
{
    if (!m_views.empty() && !m_delay.isActive())
        m_delay.start();
}

void SavedViews::countNow()
{
    if (!m_live.isOpen() || m_views.empty())
        return;
    if (m_counting) {
        m_delay.start();
        return;
    }
    m_counting = true;
    const JobTitle title{tr("Count saved views"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_live.file(), snapshot = m_live.snapshot(), views = m_views, zone = m_zone()](
                          const RunContext& context) -> Result<Counts> {
        Counts counts;
        for (const SavedView& view : views)
            counts.push_back(countOf(*file, *snapshot, view, zone, context));
        return counts;
    };
    m_jobs.start<Counts>(this, QStringLiteral("counts"), title, work, [this](Result<Counts> counts) {
        m_counting = false;
        if (counts && counts->size() == m_views.size()) {
            m_counts = std::move(*counts);
            Q_EMIT changed();
        }
    });
}

} // namespace assay::gui
