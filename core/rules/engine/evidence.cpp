// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/rundata.h"

#include <algorithm>
#include <ctime>

namespace assay::rules {
namespace {

constexpr size_t maxTextLength = 4096;
constexpr size_t maxPlaces = 1000;
constexpr int maxDepth = 32; // metas that rest on metas

Where whereOf(InputKind kind)
{
    switch (kind) {
    case InputKind::Body:
    case InputKind::BodyNoSubject:
        return Where::Body;
    case InputKind::RawBody:
        return Where::RawBody;
    case InputKind::Uri:
        return Where::Uri;
    case InputKind::Full:
        return Where::Full;
    case InputKind::Header:
        return Where::Header;
    case InputKind::MimeHeader:
        return Where::MimeHeader;
    }
    return Where::Body;
}

Where whereOf(RegexpInput input)
{
    switch (input) {
    case RegexpInput::Header:
    case RegexpInput::RawHeader:
    case RegexpInput::AllHeaders:
        return Where::Header;
    case RegexpInput::MimeHeader:
        return Where::MimeHeader;
    case RegexpInput::RawPart:
    case RegexpInput::SaRawBody:
        return Where::RawBody;
    case RegexpInput::Body:
        return Where::Full;
    case RegexpInput::Url:
    case RegexpInput::Email:
        return Where::Uri;
    default:
        return Where::Body;
    }
}

// The range of `text` that a hint names; a length of 0 stands for the rest.
std::string_view hintedText(std::string_view text, const EvalHint& hint)
{
    if (hint.offset >= text.size())
        return {};
    return text.substr(hint.offset, hint.length ? hint.length : std::string_view::npos);
}

} // namespace

Evidence RulesRun::Data::evidenceAt(uint32_t inputClass, uint32_t piece, uint64_t offset, uint64_t length)
{
    const InputClass& target = plan.classes[inputClass];
    const std::string_view text = inputs.of(inputClass)[piece];
    Evidence evidence;
    evidence.where = whereOf(target.kind);
    evidence.piece = target.kind == InputKind::BodyNoSubject ? piece + 1 : piece;
    evidence.offset = offset;
    evidence.length = length;
    evidence.text = text.substr(offset, std::min<uint64_t>(length, maxTextLength));
    evidence.part = inputs.partOf(inputClass, piece);
    if (target.kind == InputKind::Header)
        evidence.header = target.header.name;
    else if (target.kind == InputKind::MimeHeader)
        evidence.header = target.mimeName;
    evidence.raw = inputs.map(inputClass, piece, offset, length);
    return evidence;
}

void RulesRun::Data::addPatternEvidence(uint32_t rule, size_t limit, std::vector<Evidence>& found)
{
    const uint32_t inputClass = plan.classOf[rule];
    const RuleDetail& detail = rules.details[rule];
    const std::span<const std::string_view> texts = inputs.of(inputClass);
    if (detail.isExists && !texts.empty()) {
        found.push_back(evidenceAt(inputClass, 0, 0, texts[0].size()));
        return;
    }
    const PatternId pattern = plan.patternOf[rule];
    const SinglePattern* single = nullptr;
    for (size_t i = 0; i < plan.templates.size(); ++i) {
        if (plan.templates[i].rule == rule)
            single = filled[i].current();
    }
    if (detail.isNegated || (pattern.isNone() && !single))
        return; // that something is missing has no place
    for (uint32_t piece = 0; piece < texts.size() && found.size() < limit; ++piece) {
        const size_t wanted = limit - found.size();
        const auto matches =
            single ? single->find(texts[piece], wanted) : matcherRun.find(pattern, texts[piece], wanted);
        for (const Match& match : matches)
            found.push_back(evidenceAt(inputClass, piece, match.offset, match.length));
    }
}

void RulesRun::Data::addEvalEvidence(uint32_t rule, size_t limit, std::vector<Evidence>& found)
{
    const auto entry =
        std::find_if(plan.evals.begin(), plan.evals.end(), [&](const EvalRule& eval) { return eval.rule == rule; });
    if (entry == plan.evals.end())
        return;
    std::vector<EvalHint> hints;
    const int64_t now =
        engine->m_data->options.now ? engine->m_data->options.now : static_cast<int64_t>(std::time(nullptr));
    EvalContext context(*message, rules.viewTables, rules.evalTables, now);
    context.collectHints(&hints);
    (void)entry->call.run(context);
    for (const EvalHint& hint : hints) {
        if (found.size() >= limit)
            return;
        Evidence evidence = evidenceOfHint(hint);
        found.push_back(std::move(evidence));
    }
}

void RulesRun::Data::addRegexpEvidence(size_t regexp, size_t limit, std::vector<Evidence>& found)
{
    const std::vector<RspamdPlan::Atom>& atoms = plan.rspamd.atoms(regexp);
    for (const RspamdPlan::Atom& atom : atoms) {
        if (atom.pattern.isNone() || matcherRun.count(atom.pattern) == 0)
            continue;
        const std::vector<RspamdText>& texts = rspamd.texts(atom.classIndex);
        for (uint32_t piece = 0; piece < texts.size() && found.size() < limit; ++piece) {
            for (const Match& match : matcherRun.find(atom.pattern, texts[piece].text, limit - found.size()))
                found.push_back(evidenceInText(atom.classIndex, piece, match));
        }
    }
}

Evidence RulesRun::Data::evidenceInText(uint32_t classIndex, uint32_t piece, const Match& match)
{
    const RspamdPlan::Class& made = plan.rspamd.classes()[classIndex];
    const RspamdText& text = rspamd.texts(classIndex)[piece];
    Evidence evidence;
    evidence.where = whereOf(made.input);
    evidence.header =
        evidence.where == Where::Header || evidence.where == Where::MimeHeader ? made.header : std::string();
    evidence.piece = piece;
    evidence.offset = match.offset;
    evidence.length = match.length;
    evidence.text = text.text.substr(match.offset, std::min<uint64_t>(match.length, maxTextLength));
    if (text.part >= 0)
        evidence.part = message->parts()[static_cast<size_t>(text.part)].path;
    evidence.raw = text.raw;
    if (text.raw.why == Unmapped::None && text.raw.length == text.text.size())
        evidence.raw = {text.raw.offset + match.offset, match.length, Unmapped::None};
    return evidence;
}

// A regexp rule shows its own places, a composite those of the symbols it is made of.
void RulesRun::Data::addRspamdEvidence(
    uint32_t rule, size_t limit, std::vector<Evidence>& found, std::vector<uint8_t>& seen, int depth)
{
    for (size_t i = 0; i < rules.regexps.size(); ++i) {
        if (rules.regexps[i].rule == rule && regexpValues[i] != 0)
            return addRegexpEvidence(i, limit, found);
    }
    for (const CompositeRule& composite : rules.composites) {
        if (composite.rule != rule)
            continue;
        for (const CompositeAtom& atom : composite.atoms) {
            const auto symbol = rules.byName.find(atom.name);
            if (atom.scope == CompositeAtom::Scope::Symbol && symbol != rules.byName.end())
                addEvidence(symbol->second, limit, found, seen, depth + 1);
        }
    }
}

void RulesRun::Data::addEvidence(
    uint32_t rule, size_t limit, std::vector<Evidence>& found, std::vector<uint8_t>& seen, int depth)
{
    const bool isHit = rule < rules.details.size() ? values[rule] != 0 : true;
    if (seen[rule] || !isHit || found.size() >= limit || depth > maxDepth)
        return;
    seen[rule] = 1;
    if (rule >= rules.details.size())
        return addRspamdEvidence(rule, limit, found, seen, depth);
    if (plan.classOf[rule] != Plan::noClass)
        return addPatternEvidence(rule, limit, found);
    if (rules.rules[rule].type == RuleType::Eval)
        return addEvalEvidence(rule, limit, found);
    for (const uint32_t name : rules.details[rule].program.names()) {
        if (name < rules.details.size())
            addEvidence(name, limit, found, seen, depth + 1);
    }
}

std::vector<Evidence> RulesRun::evidence(RuleId rule, size_t limit)
{
    std::vector<Evidence> found;
    const TrafficRules& traffic = m_data->rules.traffic;
    if (rule.value >= traffic.first && rule.value < m_data->rules.rules.size())
        m_data->traffic.addEvidence(rule.value - traffic.first, std::min(limit, maxPlaces), m_data->matcherRun, found);
    if (!m_data->message || rule.value >= m_data->rules.rules.size())
        return found;
    if (m_data->rules.rules[rule.value].type == RuleType::Composite && !m_data->hitLast[rule.value])
        return found;
    std::vector<uint8_t> seen(m_data->rules.rules.size(), 0);
    m_data->addEvidence(rule.value, std::min(limit, maxPlaces), found, seen, 0);
    for (Evidence& place : found) { // so far counted without the line of the mbox
        if (place.raw.why != Unmapped::NoBytes)
            place.raw.offset += m_data->message->bytesOffset();
    }
    return found;
}

// What an eval function looked at, as a place.
Evidence RulesRun::Data::evidenceOfHint(const EvalHint& hint)
{
    Evidence evidence;
    evidence.piece = hint.piece;
    evidence.offset = hint.offset;
    std::string held;
    std::string_view text;
    int part = -1;
    switch (hint.input) {
    case EvalInput::Header:
        evidence.where = Where::Header;
        if (const auto spec = HeaderSpec::parse(hint.header)) {
            held = message->header(*spec).value_or("");
            text = hintedText(held, hint);
            evidence.raw = message->mapHeader(*spec, hint.offset, text.size());
            evidence.header = spec->name;
        }
        break;
    case EvalInput::Body:
        evidence.where = Where::Body;
        if (hint.piece < message->body().size()) {
            text = hintedText(message->body()[hint.piece].text, hint);
            part = message->body()[hint.piece].part;
            evidence.raw = message->mapBody(hint.piece, hint.offset, text.size());
        }
        break;
    case EvalInput::RawBody:
        evidence.where = Where::RawBody;
        if (hint.piece < message->rawBody().size()) {
            text = hintedText(message->rawBody()[hint.piece].text, hint);
            part = message->rawBody()[hint.piece].part;
            evidence.raw = message->mapRawBody(hint.piece, hint.offset, text.size());
        }
        break;
    case EvalInput::Uri:
        evidence.where = Where::Uri;
        if (hint.piece < message->uris().size()) {
            text = hintedText(message->uris()[hint.piece].text, hint);
            evidence.raw = message->mapUri(hint.piece, hint.offset, text.size());
        }
        break;
    case EvalInput::Full:
        evidence.where = Where::Full;
        text = hintedText(message->full(), hint);
        evidence.raw = {hint.offset, text.size(), Unmapped::None};
        break;
    case EvalInput::MimeHeader:
        evidence.where = Where::MimeHeader;
        evidence.header = hint.header;
        break;
    }
    if (part >= 0 && static_cast<size_t>(part) < message->parts().size())
        evidence.part = message->parts()[static_cast<size_t>(part)].path;
    evidence.length = text.size();
    evidence.text = text.substr(0, maxTextLength);
    return evidence;
}

} // namespace assay::rules
