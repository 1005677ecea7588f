// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/storagefocus.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/settings/appsettings.h"

#include <QDateTime>

#include <climits>
#include <utility>

namespace assay::gui {
namespace {

QString hashesText(uint64_t count)
{
    if (count > INT_MAX)
        return StorageFocus::tr("%1 hashes").arg(formatCount(count));
    return StorageFocus::tr("%Ln hash(es)", nullptr, static_cast<int>(count));
}

} // namespace

StorageFocus::StorageFocus(const PanelContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
    connect(&desk(), &FuzzyDesk::rulesChanged, this, &StorageFocus::takeRules);
    connect(&desk(), &FuzzyDesk::hashesChanged, this, &StorageFocus::refresh);
    connect(&context.settings, &AppSettings::viewChanged, this, [this] {
        if (m_hashes)
            wrapHashes(m_hashes->hashes());
    });
    connect(&context.live, &LiveCase::caseChanged, this, [this] {
        m_states.clear();
        m_name.clear();
        m_awaited.clear();
    });
}

FuzzyDesk& StorageFocus::desk() const
{
    return m_context.live.fuzzy();
}

const fuzzy::FuzzyRule* StorageFocus::rule() const
{
    return desk().rule(m_name);
}

bool StorageFocus::isWritable() const
{
    return isLocal() && !rule()->readOnly && !m_context.live.isReadOnly();
}

const StorageState& StorageFocus::state(const QString& name) const
{
    static const StorageState unknown;
    const auto found = m_states.find(name);
    return found == m_states.end() ? unknown : found->second;
}

void StorageFocus::choose(const QString& name)
{
    m_awaited = desk().rule(name) ? QString() : name;
    if (name == m_name || !m_awaited.isEmpty())
        return;
    m_name = name;
    m_hashes.reset();
    Q_EMIT storageChanged();
    Q_EMIT hashesChanged();
    readHashes();
}

void StorageFocus::setActive(bool active)
{
    m_active = active;
    if (active && m_stale)
        refresh();
}

void StorageFocus::refresh()
{
    m_stale = true;
    if (!m_active)
        return;
    m_stale = false;
    readStates();
    readHashes();
}

// A storage that went away is left for the first one.
void StorageFocus::takeRules()
{
    const FuzzyDesk::Rules& rules = *desk().rules();
    const bool arrived = !m_awaited.isEmpty() && desk().rule(m_awaited);
    if (arrived || !rule()) {
        m_hashes.reset();
        const std::string first = rules.empty() ? std::string() : rules.front().name;
        m_name = arrived ? std::exchange(m_awaited, {}) : QString::fromStdString(first);
    } else if (m_hashes) {
        wrapHashes(m_hashes->hashes());
    }
    Q_EMIT storageChanged();
    if (!m_hashes)
        Q_EMIT hashesChanged();
    refresh();
}

void StorageFocus::readStates()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file)
        return;
    for (const fuzzy::FuzzyRule& each : *desk().rules()) {
        const QString name = QString::fromStdString(each.name);
        const JobTitle title{tr("Ask storage"), name, JobUnit::None, JobShow::Quiet};
        const auto work = [file, stored = each.name](const RunContext& context) -> Result<uint64_t> {
            auto storage = file->fuzzyStorage(stored, context);
            if (!storage)
                return storage.error();
            return (*storage)->count(context);
        };
        m_context.jobs.start<uint64_t>(
            this, QStringLiteral("count ") + name, title, work, [this, file, name](const Result<uint64_t>& count) {
                if (file == m_context.live.file())
                    takeCount(name, count);
            });
    }
    Q_EMIT statesChanged();
}

void StorageFocus::takeCount(const QString& name, const Result<uint64_t>& count)
{
    StorageState& state = m_states[name];
    if (count) {
        state = {*count, {}, 0, hashesText(*count)};
    } else if (count.error().code != ErrorCode::Cancelled) {
        const fuzzy::FuzzyRule* asked = desk().rule(name);
        const int64_t now = QDateTime::currentSecsSinceEpoch();
        state.error = count.error();
        state.hashes.reset();
        if (state.silentSince == 0)
            state.silentSince = now;
        const QTimeZone zone = m_context.settings.timeZone();
        const QString since =
            QDateTime::fromSecsSinceEpoch(state.silentSince, zone).time().toString(QStringLiteral("HH:mm"));
        state.text = asked && asked->isLocal() ? errorText(count.error(), Attempt::Other).summary
                                               : tr("No answer since %1").arg(since);
    }
    Q_EMIT statesChanged();
}

void StorageFocus::readHashes()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || !m_active || !isLocal()) {
        m_context.jobs.cancel(this, QStringLiteral("hashes"));
        m_reading = false;
        return;
    }
    m_reading = true;
    using List = std::shared_ptr<const HashList>;
    const JobTitle title{tr("Read hashes"), m_name, JobUnit::Items, JobShow::Visible};
    const auto work = [file, name = m_name](const RunContext& context) -> Result<List> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        return gui::readHashes(**storage, context);
    };
    m_context.jobs.start<List>(
        this, QStringLiteral("hashes"), title, work, [this, file, name = m_name](const Result<List>& hashes) {
            if (file != m_context.live.file() || name != m_name)
                return;
            m_reading = false;
            if (hashes)
                wrapHashes(*hashes);
            else
                Q_EMIT hashesChanged(); // the state of the storage says why
        });
}

void StorageFocus::wrapHashes(std::shared_ptr<const HashList> hashes)
{
    if (!rule())
        return;
    m_hashes = std::make_shared<const HashRows>(std::move(hashes), *rule(), m_context.settings.timeZone());
    Q_EMIT hashesChanged();
}

} // namespace assay::gui
