// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/trainingrows.h"

#include "core/casefile/challengelabels.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"

#include <algorithm>
#include <cstring>
#include <ctime>

namespace assay {
namespace {

constexpr size_t mostColumns = 999; // as tables of numbers have at most
constexpr size_t mostSymbols = 900;
constexpr size_t leastRows = 5;

constexpr uint64_t ofSender = uint64_t{1} << 63, ofItem = uint64_t{1} << 62;

// The address in a From value, lower-case; empty when there is none.
std::string senderAddress(std::string_view from)
{
    const size_t at = from.rfind('@');
    if (at == std::string_view::npos)
        return {};
    constexpr std::string_view ends = "<>()\"', \t;:";
    const size_t before = from.find_last_of(ends, at);
    const size_t behind = from.find_first_of(ends, at);
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    return toAsciiLower(from.substr(begin, behind == std::string_view::npos ? behind : behind - begin));
}

uint64_t hashOf(std::string_view text)
{
    const Sha256 digest = sha256(text);
    uint64_t value = 0;
    std::memcpy(&value, digest.data(), sizeof value);
    return value & (ofItem - 1);
}

} // namespace

FeatureRows::Choice trainingColumns(const features::FeatureSet& set)
{
    return {leastRows, std::min(mostSymbols, mostColumns - set.size())};
}

uint64_t groupOfRow(const CaseSnapshot& snapshot, uint32_t row)
{
    if (snapshot.items->row(row).kind == ItemKind::RequestSet) {
        const auto client = snapshot.items->sourceIp(row);
        return client ? ofSender | hashOf(client->toString()) : ofItem | snapshot.items->row(row).id.value;
    }
    const ClusterColumn* clusters = snapshot.clusters.get();
    if (clusters && row < clusters->clusters.size() && clusters->clusters[row] != 0)
        return clusters->clusters[row];
    const std::string sender = senderAddress(snapshot.items->from(row));
    return sender.empty() ? ofItem | snapshot.items->row(row).id.value : ofSender | hashOf(sender);
}

uint64_t groupOfForeign(std::string_view uuid)
{
    return ofItem | hashOf(uuid);
}

int64_t timeOfRow(const CaseSnapshot& snapshot, uint32_t row)
{
    const int64_t date = snapshot.items->row(row).date;
    return date == ItemRow::noDate ? 0 : date;
}

Result<std::vector<uint32_t>> rowsOfQuery(
    const Case& work, const CaseSnapshot& snapshot, const std::string& query, const RunContext& context)
{
    FindRequest request;
    if (!query.empty()) {
        query::Parsed parsed = work.parse(query, std::time(nullptr));
        if (!parsed.ok())
            return Error{ErrorCode::BadArgument, query, "the query is faulty"};
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    }
    const auto found = work.find(snapshot, request, context);
    if (!found)
        return found.error();
    return found->rows;
}

Result<std::vector<feedback::LabelVote>> votesOfRows(
    store::Database& database, const CaseSnapshot& snapshot, std::span<const uint32_t> rows, AuthorNumbers& authors)
{
    // Reports of a site count half, as confirmations do, and only where nobody looked.
    const auto reasonOf = [](std::string_view author) {
        return author == challengeAuthor ? feedback::Reason::TruePositive : feedback::Reason::Other;
    };
    std::vector<feedback::LabelVote> votes;
    const feedback::LabelColumns& labels = *snapshot.labels;
    std::vector<uint32_t> numbers; // of the authors of the columns
    for (const std::string& name : labels.authors)
        numbers.push_back(authors.of(name));
    const feedback::LabelStore store(database);
    for (const uint32_t row : rows) {
        if (row >= labels.labels.size())
            continue;
        const ItemId item = snapshot.items->row(row).id;
        if ((labels.marks[row] & feedback::markConflict) == 0) {
            if (labels.labels[row] != feedback::noLabel)
                votes.push_back({item.value, labels.labels[row], reasonOf(labels.authors[labels.author[row]]),
                    numbers[labels.author[row]], labels.at[row]});
            continue;
        }
        const auto events = store.history(item);
        if (!events)
            return events.error();
        for (const feedback::LabelEvent& event : *events) {
            if (event.author != challengeAuthor)
                votes.push_back({item.value, event.label, feedback::Reason::Other, authors.of(event.author), event.at});
        }
    }
    return votes;
}

} // namespace assay
