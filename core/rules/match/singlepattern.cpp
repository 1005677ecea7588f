// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/pcreworker.h"

#include <mutex>

namespace assay::rules {

struct SinglePattern::Data
{
    std::unique_ptr<PcreProgram> program;
    std::mutex mutex;
    std::vector<PcreWorker> idle; // workers that no call uses

    PcreWorker take()
    {
        const std::lock_guard lock(mutex);
        if (idle.empty())
            return PcreWorker(MatcherOptions{}.matchLimit);
        PcreWorker worker = std::move(idle.back());
        idle.pop_back();
        return worker;
    }
    void giveBack(PcreWorker worker)
    {
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(worker));
    }
};

SinglePattern::SinglePattern(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}
SinglePattern::SinglePattern(SinglePattern&&) noexcept = default;
SinglePattern& SinglePattern::operator=(SinglePattern&&) noexcept = default;
SinglePattern::~SinglePattern() = default;

Result<SinglePattern> SinglePattern::compile(const Pattern& pattern)
{
    auto data = std::make_unique<Data>();
    PcreError error;
    data->program = PcreProgram::compile(pattern, error);
    if (!data->program)
        return Error{ErrorCode::BadRule, pattern.name, error.text + " at offset " + std::to_string(error.offset)};
    return SinglePattern(std::move(data));
}

std::vector<Match> SinglePattern::find(std::string_view input, size_t limit) const
{
    PcreWorker worker = m_data->take();
    worker.setInput(input);
    std::vector<Match> found = worker.matches(*m_data->program, limit, 0);
    m_data->giveBack(std::move(worker));
    return found;
}

} // namespace assay::rules
