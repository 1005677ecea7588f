// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/labelwriter.h"

#include "core/base/json.h"
#include "core/traffic/synth/logwriter.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

void appendClass(std::string& line, ActorKind kind)
{
    const ActorClass& truth = actorClass(kind);
    line += truth.className;
    line += truth.isBot ? ",1" : ",0";
    line += truth.isMalicious ? ",1" : ",0";
}

} // namespace

ActorKind majorityKind(const std::array<uint32_t, actorKindCount>& counts)
{
    size_t best = 0;
    for (size_t i = 1; i < counts.size(); ++i) {
        const bool wins =
            counts[i] == counts[best] && counts[i] > 0 && actorClass(static_cast<ActorKind>(i)).isMalicious;
        if (counts[i] > counts[best] || wins)
            best = i;
    }
    return static_cast<ActorKind>(best);
}

size_t SynthLabelWriter::PairHash::operator()(const Pair& pair) const
{
    uint64_t high = 0, low = 0;
    std::memcpy(&high, pair.ip.bytes().data(), 8);
    std::memcpy(&low, pair.ip.bytes().data() + 8, 8);
    uint64_t value = (high * 0x9E3779B97F4A7C15u) ^ low ^ (uint64_t{pair.host} << 20);
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    return static_cast<size_t>(value ^ (value >> 29));
}

SynthLabelWriter::SynthLabelWriter(const SynthOptions& options)
    : m_options(options)
    , m_hosts(synthHosts(options.seed, options.hosts))
{
}

std::string_view SynthLabelWriter::requestHeader()
{
    return "request,host_line,time,ip,host,actor,kind,class,bot,malicious,attack\n";
}

void SynthLabelWriter::append(std::string& labels, const SynthRequest& made)
{
    labels += std::to_string(made.request.place);
    labels += ',';
    labels += std::to_string(++m_lines[made.host]);
    labels += ',';
    labels += synthTime(made.request.time);
    labels += ',';
    labels += made.request.client.toString();
    labels += ',';
    labels += made.request.host;
    labels += ',';
    labels += std::to_string(made.actor);
    labels += ',';
    labels += actorClass(made.kind).name;
    labels += ',';
    appendClass(labels, made.kind);
    labels += ',';
    if (made.attack != 0)
        labels += std::to_string(made.attack);
    labels += '\n';
    ++m_pairs[{made.request.client, made.host}][static_cast<size_t>(made.kind)];
}

std::string SynthLabelWriter::pairLabels() const
{
    using Row = std::pair<const Pair*, const Counts*>;
    std::vector<Row> rows;
    rows.reserve(m_pairs.size());
    for (const auto& [pair, counts] : m_pairs)
        rows.emplace_back(&pair, &counts);
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.first->ip != b.first->ip ? a.first->ip < b.first->ip : a.first->host < b.first->host;
    });
    std::string text = "ip,host,class,bot,malicious,requests,mixed\n";
    for (const auto& [pair, counts] : rows) {
        uint64_t all = 0;
        for (const uint32_t count : *counts)
            all += count;
        const ActorKind kind = majorityKind(*counts);
        text += pair->ip.toString();
        text += ',';
        text += m_hosts[pair->host];
        text += ',';
        appendClass(text, kind);
        text += ',';
        text += std::to_string(all);
        text += (*counts)[static_cast<size_t>(kind)] == all ? ",0\n" : ",1\n";
    }
    return text;
}

std::string SynthLabelWriter::attacksJson(const SynthSummary& summary) const
{
    std::string text;
    for (size_t i = 0; i < summary.attacks.size(); ++i) {
        const SynthAttack& attack = summary.attacks[i];
        JsonWriter json;
        json.beginObject().member("attack", static_cast<uint64_t>(i + 1));
        json.member("kind", actorClass(attack.kind).name).member("class", actorClass(attack.kind).className);
        json.member("malicious", actorClass(attack.kind).isMalicious).member("host", attack.host);
        if (attack.requests > 0)
            json.member("start", synthTime(attack.first)).member("stop", synthTime(attack.last));
        json.member("ips", attack.addresses).member("requests", attack.requests).endObject();
        text += (i == 0 ? "[\n " : ",\n ") + json.text();
    }
    return text.empty() ? "[]\n" : text + "\n]\n";
}

std::string SynthLabelWriter::summaryJson(const SynthSummary& summary) const
{
    std::map<std::string_view, uint64_t> requests, pairs;
    for (size_t i = 0; i < actorKindCount; ++i)
        requests[actorClass(static_cast<ActorKind>(i)).className] += summary.requestsOfKind[i];
    for (const auto& [pair, counts] : m_pairs)
        ++pairs[actorClass(majorityKind(counts)).className];
    JsonWriter json;
    json.beginObject().member("schema", "assay.synth/1").key("seed").decimalString(m_options.seed);
    json.member("difficulty", m_options.difficulty).member("start", synthTime(m_options.start * 1'000'000'000));
    json.member("duration_s", m_options.seconds).member("requests", summary.requests);
    json.member("actors", summary.actors).key("requests_by_class").beginObject();
    for (const auto& [name, count] : requests)
        json.member(name, count);
    json.endObject().key("ip_host_pairs_by_class").beginObject();
    for (const auto& [name, count] : pairs)
        json.member(name, count);
    json.endObject().key("hosts").beginArray();
    for (size_t i = 0; i < std::min<size_t>(m_hosts.size(), 100); ++i)
        json.value(m_hosts[i]);
    json.endArray().endObject();
    return json.take() + "\n";
}

} // namespace assay::traffic
