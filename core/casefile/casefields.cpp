// SPDX-License-Identifier: GPL-3.0-or-later
// The fields that queries of a case may name.
#include "core/casefile/casefields.h"

#include "core/base/mark.h"
#include "core/casefile/case.h"
#include "core/casefile/regexcache.h"

#include <algorithm>
#include <cassert>

namespace assay {
namespace {

using query::Field;
using query::FieldType;

// The groups of the query help.
constexpr const char* any = ASSAY_MARK("core", "Any");
constexpr const char* mail = ASSAY_MARK("core", "Mail");
constexpr const char* scan = ASSAY_MARK("core", "Scan");
constexpr const char* fuzzyGroup = ASSAY_MARK("core", "Fuzzy");
constexpr const char* trafficGroup = ASSAY_MARK("core", "Traffic");
constexpr const char* modelGroup = ASSAY_MARK("core", "Models");

struct Entry
{
    const char* name;
    FieldType type;
    const char* group;
    const char* description;
    CaseField field;
    std::vector<std::string> values;
    bool isFamily = false;
};

CaseField at(FieldPlace place)
{
    return CaseField{place};
}
CaseField text(TextColumn column)
{
    return CaseField{FieldPlace::Text, column};
}

std::vector<std::string> labelNames()
{
    std::vector<std::string> names;
    for (const feedback::LabelScheme* scheme : {&feedback::mailScheme(), &feedback::trafficScheme()}) {
        for (const feedback::LabelKind& kind : scheme->labels) {
            if (std::find(names.begin(), names.end(), kind.name) == names.end())
                names.emplace_back(kind.name);
        }
    }
    return names;
}

std::vector<Entry> anyEntries()
{
    return {
        {"id", FieldType::Number, any, ASSAY_MARK("core", "Number of the item in the case"), at(FieldPlace::Id), {}},
        {"source", FieldType::Text, any, ASSAY_MARK("core", "Name or path of the source"), at(FieldPlace::Source), {}},
        {"folder", FieldType::Text, any, ASSAY_MARK("core", "Folder in the source"), at(FieldPlace::Folder), {}},
        {"path", FieldType::Text, any, ASSAY_MARK("core", "Path of the file, or path that was requested"),
            CaseField{FieldPlace::Text, TextColumn::Path, {}, TextColumn::UrlPath}, {}},
        {"kind", FieldType::Keyword, any, ASSAY_MARK("core", "Kind of the item"), at(FieldPlace::Kind),
            {"message", "request_set"}},
        {"date", FieldType::Date, any, ASSAY_MARK("core", "Time that the item states"), at(FieldPlace::Date), {}},
        {"size", FieldType::Size, any, ASSAY_MARK("core", "Bytes of the item"), at(FieldPlace::Size), {}},
        {"tag", FieldType::Keyword, any, ASSAY_MARK("core", "Tag given by people"), at(FieldPlace::Tag), {}},
        {"note", FieldType::Text, any, ASSAY_MARK("core", "Note written by people"), at(FieldPlace::Note), {}},
        {"label", FieldType::Keyword, any, ASSAY_MARK("core", "Current label"), at(FieldPlace::Label), labelNames()},
        {"label.by", FieldType::Keyword, any, ASSAY_MARK("core", "Who gave the label"), at(FieldPlace::LabelAuthor),
            {}},
        {"label.at", FieldType::Date, any, ASSAY_MARK("core", "When the label was given"), at(FieldPlace::LabelTime),
            {}},
        {"label.conf", FieldType::Number, any, ASSAY_MARK("core", "Confidence of the label, percent"),
            at(FieldPlace::LabelConfidence), {}},
        {"is", FieldType::Mark, any, ASSAY_MARK("core", "State of the item"), at(FieldPlace::Is),
            {"unlabelled", "labelled", "bookmarked", "encrypted", "signed", "bulk", "broken", "truncated", "duplicate",
                "new-since-scan", "reviewed"}},
        {"has", FieldType::Mark, any, ASSAY_MARK("core", "Has a value of a field, or one of these parts"),
            at(FieldPlace::Has), {"attachment", "html", "remote-content", "hidden-text", "password-archive"}},
    };
}

std::vector<Entry> mailEntries()
{
    return {
        {"from", FieldType::Text, mail, ASSAY_MARK("core", "Sender: name and address"), text(TextColumn::From), {}},
        {"to", FieldType::Text, mail, ASSAY_MARK("core", "Recipients in To"), text(TextColumn::To), {}},
        {"cc", FieldType::Text, mail, ASSAY_MARK("core", "Recipients in Cc"), text(TextColumn::Cc), {}},
        {"rcpt", FieldType::Text, mail, ASSAY_MARK("core", "Recipients of the envelope"), text(TextColumn::EnvelopeTo),
            {}},
        {"replyto", FieldType::Text, mail, ASSAY_MARK("core", "Addresses in Reply-To"), text(TextColumn::ReplyTo), {}},
        {"envfrom", FieldType::Text, mail, ASSAY_MARK("core", "Sender of the envelope"), text(TextColumn::EnvelopeFrom),
            {}},
        {"helo", FieldType::Text, mail, ASSAY_MARK("core", "Names that sending hosts gave in HELO"),
            text(TextColumn::Helo), {}},
        {"subject", FieldType::Text, mail, ASSAY_MARK("core", "Subject"), text(TextColumn::Subject), {}},
        {"body", FieldType::Words, mail, ASSAY_MARK("core", "Words of the visible text"),
            CaseField{FieldPlace::Words, {}, WordColumnId::Body}, {}},
        {"text", FieldType::Words, mail,
            ASSAY_MARK("core", "Words of subject, addresses, visible text, attachment names and hosts"),
            at(FieldPlace::FreeText), {}},
        {"mid", FieldType::Keyword, mail, ASSAY_MARK("core", "Message-ID"), text(TextColumn::MessageId), {}},
        {"thread", FieldType::Keyword, mail, ASSAY_MARK("core", "Message-ID of the first message of the thread"),
            text(TextColumn::Thread), {}},
        {"list", FieldType::Text, mail, ASSAY_MARK("core", "Mailing list"), text(TextColumn::List), {}},
        {"lang", FieldType::Keyword, mail, ASSAY_MARK("core", "Language of the text"), text(TextColumn::Language), {}},
        {"charset", FieldType::Keyword, mail, ASSAY_MARK("core", "Character set of a part"), text(TextColumn::Charset),
            {}},
        {"header", FieldType::Text, mail, ASSAY_MARK("core", "Any header by its name"), at(FieldPlace::Header), {},
            true},
        {"domain", FieldType::Keyword, mail, ASSAY_MARK("core", "Domain of a sender"), text(TextColumn::Domain), {}},
        {"url", FieldType::Text, mail, ASSAY_MARK("core", "Links in the text"), text(TextColumn::Url), {}},
        {"host", FieldType::Keyword, mail, ASSAY_MARK("core", "Hosts of links, or of requests"), text(TextColumn::Host),
            {}},
        {"attach", FieldType::Text, mail, ASSAY_MARK("core", "Names of attachments"), text(TextColumn::Attachment), {}},
        {"mime", FieldType::Keyword, mail, ASSAY_MARK("core", "MIME type of a part"), text(TextColumn::MimeType), {}},
        {"part", FieldType::Keyword, mail, ASSAY_MARK("core", "Number of a MIME part"), text(TextColumn::PartPath), {}},
        {"sha256", FieldType::Keyword, mail, ASSAY_MARK("core", "SHA-256 of the message or an attachment"),
            text(TextColumn::Digest), {}},
        {"ip", FieldType::Ip, mail, ASSAY_MARK("core", "Address of the source, of a relay or of a client"),
            at(FieldPlace::Address), {}},
        {"received", FieldType::Text, mail, ASSAY_MARK("core", "Relays: names, addresses and protocols"),
            text(TextColumn::Received), {}},
        {"auth", FieldType::Keyword, mail, ASSAY_MARK("core", "Results of sender checks, as spf=pass"),
            text(TextColumn::Authentication), {}},
    };
}

std::vector<Entry> scanEntries()
{
    return {
        {"score", FieldType::Number, scan, ASSAY_MARK("core", "Sum of the scores of all hits"), at(FieldPlace::Score),
            {}},
        {"action", FieldType::Keyword, scan, ASSAY_MARK("core", "Verdict by the thresholds of the case"),
            at(FieldPlace::Action), {"none", "add_header", "reject"}},
        {"hits", FieldType::Number, scan, ASSAY_MARK("core", "Number of symbols found"), at(FieldPlace::HitCount), {}},
        {"symbol", FieldType::Keyword, scan, ASSAY_MARK("core", "Symbol that was found"), at(FieldPlace::Symbol), {}},
        {"symbol", FieldType::Number, scan, ASSAY_MARK("core", "Score of one symbol"), at(FieldPlace::SymbolScore), {},
            true},
        {"rule", FieldType::Keyword, scan, ASSAY_MARK("core", "Rule that hit"), at(FieldPlace::Rule), {}},
        {"opt", FieldType::Text, scan, ASSAY_MARK("core", "What a detector said besides"), at(FieldPlace::Option), {}},
        {"group", FieldType::Keyword, scan, ASSAY_MARK("core", "Group of a symbol"), at(FieldPlace::Group), {}},
        {"detector", FieldType::Keyword, scan, ASSAY_MARK("core", "Detector that found something"),
            at(FieldPlace::Detector), {"rules", "fuzzy", "neural", "anomaly", "boosted", "fusion"}},
        {"scan.time", FieldType::Duration, scan, ASSAY_MARK("core", "Processor time of the scan of the item"),
            at(FieldPlace::ScanTime), {}},
        {"rule.time", FieldType::Duration, scan, ASSAY_MARK("core", "Processor time of the rules on the item"),
            at(FieldPlace::ScanTime), {}},
        {"ruleset", FieldType::Text, scan, ASSAY_MARK("core", "Rule set of the newest scan"), at(FieldPlace::RuleSet),
            {}},
    };
}

std::vector<Entry> fuzzyEntries()
{
    return {
        {"fuzzy", FieldType::Keyword, fuzzyGroup,
            ASSAY_MARK("core", "Fuzzy hash of a match or its first digits, of the item or as stored"),
            at(FieldPlace::FuzzyDigest), {}},
        {"fuzzy.flag", FieldType::Number, fuzzyGroup, ASSAY_MARK("core", "Flag of the stored hash that matched"),
            at(FieldPlace::FuzzyFlag), {}},
        {"fuzzy.sim", FieldType::Number, fuzzyGroup, ASSAY_MARK("core", "Similarity to the stored hash, 0 to 1"),
            at(FieldPlace::FuzzySimilarity), {}},
        {"fuzzy.weight", FieldType::Number, fuzzyGroup, ASSAY_MARK("core", "Weight of the stored hash"),
            at(FieldPlace::FuzzyWeight), {}},
        {"fuzzy.storage", FieldType::Keyword, fuzzyGroup, ASSAY_MARK("core", "Fuzzy storage that knows the item"),
            at(FieldPlace::FuzzyStorage), {}},
        {"cluster", FieldType::Number, fuzzyGroup, ASSAY_MARK("core", "Cluster of messages with nearly the same text"),
            at(FieldPlace::Cluster), {}},
    };
}

std::vector<Entry> modelEntries()
{
    return {
        {"nn", FieldType::Number, modelGroup, ASSAY_MARK("core", "Output of the neural net, -1 (ham) to 1 (spam)"),
            at(FieldPlace::NeuralOutput), {}},
        {"nn", FieldType::Number, modelGroup, ASSAY_MARK("core", "Output of one model by its name"),
            at(FieldPlace::ModelOutput), {}, true},
        {"risk", FieldType::Number, modelGroup, ASSAY_MARK("core", "Risk by all models together, 0 to 1"),
            at(FieldPlace::FusedRisk), {}},
        {"anomaly", FieldType::Number, modelGroup, ASSAY_MARK("core", "Risk by a model of anomalies, 0 to 1"),
            at(FieldPlace::AnomalyRisk), {}},
        {"boosted", FieldType::Number, modelGroup, ASSAY_MARK("core", "Risk by the boosted trees, 0 to 1"),
            at(FieldPlace::BoostedRisk), {}},
        {"disagree", FieldType::Keyword, modelGroup,
            ASSAY_MARK("core", "Model whose verdict differs from the current one; of a list: that differ"),
            at(FieldPlace::Disagree), {}},
        {"batch", FieldType::Number, modelGroup, ASSAY_MARK("core", "Number of a submitted batch"),
            at(FieldPlace::Batch), {}},
        {"suspect", FieldType::Number, modelGroup,
            ASSAY_MARK("core", "Probability of the given label where models doubt it, 0 to 1"), at(FieldPlace::Suspect),
            {}},
    };
}

std::vector<Entry> trafficEntries()
{
    return {
        {"start", FieldType::Date, trafficGroup, ASSAY_MARK("core", "First request of the client to the target"),
            at(FieldPlace::PairStart), {}},
        {"stop", FieldType::Date, trafficGroup, ASSAY_MARK("core", "Last request of the request set"),
            at(FieldPlace::PairStop), {}},
        {"reqs", FieldType::Number, trafficGroup, ASSAY_MARK("core", "Requests since the start"),
            at(FieldPlace::Requests), {}},
        {"rate", FieldType::Number, trafficGroup, ASSAY_MARK("core", "Requests a minute since the start"),
            at(FieldPlace::RequestRate), {}},
        {"ua", FieldType::Text, trafficGroup, ASSAY_MARK("core", "User agent"), text(TextColumn::UserAgent), {}},
        {"method", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "Method of a request"),
            text(TextColumn::Method), {}},
        {"status", FieldType::Number, trafficGroup, ASSAY_MARK("core", "Status of an answer"),
            CaseField{FieldPlace::Status, TextColumn::Status}, {}},
        {"bytes", FieldType::Size, trafficGroup, ASSAY_MARK("core", "Bytes of the answers in the request set"),
            at(FieldPlace::AnswerBytes), {}},
        {"query", FieldType::Text, trafficGroup, ASSAY_MARK("core", "Query of a request, from the question mark on"),
            text(TextColumn::UrlQuery), {}},
        {"target", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "Target: longest label of the host"),
            text(TextColumn::Target), {}},
        {"ja4", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "JA4 fingerprint of the TLS client"),
            text(TextColumn::Ja4), {}},
        {"sni", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "Server name of the TLS connection"),
            text(TextColumn::ServerName), {}},
        {"country", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "Country of the client"),
            text(TextColumn::Country), {}},
        {"feature", FieldType::Number, trafficGroup, ASSAY_MARK("core", "Feature of an item by its name"),
            at(FieldPlace::Feature), {}, true},
        {"prediction", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "What models say the client is"),
            at(FieldPlace::Prediction), {"bot", "notbot", "unknown"}},
        {"lowrate", FieldType::Keyword, trafficGroup, ASSAY_MARK("core", "Slow for long: many requests, spread out"),
            at(FieldPlace::LowRate), {"yes", "no"}},
    };
}

struct Fields
{
    query::FieldTable table;
    std::vector<CaseField> places; // beside table.fields()
};

const Fields& allFields()
{
    static const Fields fields = [] {
        Fields made;
        for (const auto& group :
            {anyEntries(), mailEntries(), trafficEntries(), scanEntries(), fuzzyEntries(), modelEntries()}) {
            for (const Entry& entry : group) {
                made.table.add(
                    Field{entry.name, entry.type, entry.isFamily, entry.group, entry.description, entry.values});
                made.places.push_back(entry.field);
            }
        }
        assert(made.places.size() == made.table.fields().size());
        return made;
    }();
    return fields;
}

} // namespace

const CaseField* caseField(const query::Field& field)
{
    const Fields& all = allFields();
    const query::Field* first = all.table.fields().data();
    const std::less<> before;
    if (before(&field, first) || !before(&field, first + all.places.size()))
        return nullptr;
    return &all.places[static_cast<size_t>(&field - first)];
}

const query::FieldTable& Case::fields()
{
    return allFields().table;
}

query::Parsed Case::parse(std::string_view text, int64_t now, std::function<int(int64_t)> zoneOffset) const
{
    query::ParseContext context;
    context.fields = &fields();
    context.lists = [this](std::string_view name) -> std::shared_ptr<const query::NamedList> {
        auto found = list(name);
        return found ? *found : nullptr;
    };
    context.checkRegex = &RegexCache::check;
    context.now = now;
    context.zoneOffset = std::move(zoneOffset);
    return query::parse(text, context);
}

} // namespace assay
