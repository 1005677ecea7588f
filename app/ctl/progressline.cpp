// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/progressline.h"

#include <cstdio>
#include <unistd.h>

namespace assay::ctl {
namespace {

std::string amount(double value, ProgressLine::Unit unit)
{
    char text[48];
    if (unit == ProgressLine::Unit::Bytes)
        std::snprintf(text, sizeof text, "%.1f MB", value / 1e6);
    else
        std::snprintf(text, sizeof text, "%.0f", value);
    return text;
}

} // namespace

ProgressLine::ProgressLine(std::string what, Unit unit, bool isWanted)
    : m_what(std::move(what))
    , m_unit(unit)
{
    if (isWanted && isatty(STDERR_FILENO))
        m_thread = std::thread([this] { show(); });
}

ProgressLine::~ProgressLine()
{
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_hasEnded = true;
    }
    m_wake.notify_one();
    m_thread.join();
    std::fputs("\r\033[K", stderr);
}

void ProgressLine::show()
{
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, std::chrono::milliseconds(200), [this] { return m_hasEnded; }))
        std::fprintf(stderr, "\r\033[K%s", text().c_str());
}

std::string ProgressLine::text() const
{
    const auto done = static_cast<double>(m_progress.done.load(std::memory_order_relaxed));
    const auto total = static_cast<double>(m_progress.total.load(std::memory_order_relaxed));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    std::string line = m_what + "  " + amount(done, m_unit);
    if (total > 0) {
        char share[32];
        std::snprintf(share, sizeof share, "  %.0f %%", 100 * done / total);
        line += " of " + amount(total, m_unit) + share;
    }
    if (seconds > 0.5)
        line += "  " + amount(done / seconds, m_unit) + "/s";
    return line;
}

} // namespace assay::ctl
