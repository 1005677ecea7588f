// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/fuzzyrule.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/ucl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace assay::fuzzy {
namespace {

std::string_view actName(LearnCondition::Act act)
{
    switch (act) {
    case LearnCondition::Act::Allow:
        return "allow";
    case LearnCondition::Act::Deny:
        return "deny";
    case LearnCondition::Act::Flag:
        break;
    }
    return "flag";
}

std::string_view localeName(WordBreakLocale locale)
{
    return locale == WordBreakLocale::Posix ? "en_US_POSIX" : "root";
}

// Texts that are no UTF-8 (paths, keys) are written a second time, in hexadecimal, as JSON cannot hold them.
std::string hexName(std::string_view name)
{
    return std::string(name) + "_hex";
}

std::optional<std::string> bytesFromHex(std::string_view hex)
{
    if (hex.size() % 2 != 0)
        return std::nullopt;
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) {
        const int high = hexDigitValue(hex[i]), low = hexDigitValue(hex[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

// Writer and Reader have the same members, so that one list of members serves both ways.
class Writer
{
public:
    void text(std::string_view name, std::string& value)
    {
        m_json.member(name, value);
        if (!isValidUtf8(value))
            m_json.member(hexName(name), toHex(std::string_view(value)));
    }
    void truth(std::string_view name, bool& value) { m_json.member(name, value); }
    void number(std::string_view name, double& value) { m_json.member(name, value); }
    template <typename Integer>
    void integer(std::string_view name, Integer& value)
    {
        if constexpr (std::is_signed_v<Integer>)
            m_json.member(name, static_cast<int64_t>(value));
        else
            m_json.member(name, static_cast<uint64_t>(value));
    }
    template <typename Choice, size_t N, typename NameOf>
    void choice(std::string_view name, Choice& value, const std::array<Choice, N>&, const NameOf& nameOf)
    {
        m_json.member(name, nameOf(value));
    }
    void texts(std::string_view name, std::vector<std::string>& values)
    {
        m_json.key(name).beginArray();
        for (const std::string& value : values)
            m_json.value(value);
        m_json.endArray();
    }
    template <typename Describe>
    void section(std::string_view name, const Describe& describe)
    {
        m_json.key(name).beginObject();
        describe(*this);
        m_json.endObject();
    }
    template <typename Element, typename Describe>
    void list(std::string_view name, std::vector<Element>& elements, const Describe& describe)
    {
        m_json.key(name).beginArray();
        for (Element& element : elements) {
            m_json.beginObject();
            describe(*this, element);
            m_json.endObject();
        }
        m_json.endArray();
    }

    template <typename Describe>
    std::string write(const Describe& describe)
    {
        m_json.beginObject();
        describe(*this);
        return m_json.endObject().take();
    }

private:
    JsonWriter m_json;
};

class Reader
{
public:
    Reader(const UclValue& object, std::string path, std::optional<Error>& error)
        : m_object(object)
        , m_path(std::move(path))
        , m_error(error)
    {
    }

    void text(std::string_view name, std::string& value)
    {
        if (const UclValue* found = find(name, UclValue::Kind::String, "a text"))
            value = found->text;
        if (const UclValue* hex = find(hexName(name), UclValue::Kind::String, "a text")) {
            const auto bytes = bytesFromHex(hex->text);
            bytes ? void(value = *bytes) : fail(hexName(name), "hexadecimal digits");
        }
    }
    void truth(std::string_view name, bool& value)
    {
        if (const UclValue* found = find(name, UclValue::Kind::Bool, "true or false"))
            value = found->asBool(value);
    }
    void number(std::string_view name, double& value)
    {
        const UclValue* found = find(name, UclValue::Kind::Number, "a number");
        if (found && !std::isfinite(found->number))
            fail(name, "a number");
        else if (found)
            value = found->number;
    }
    template <typename Integer>
    void integer(std::string_view name, Integer& value)
    {
        const UclValue* found = find(name, UclValue::Kind::Number, "a whole number");
        if (!found)
            return;
        const char* const end = found->text.data() + found->text.size();
        Integer parsed = 0;
        const auto result = std::from_chars(found->text.data(), end, parsed);
        if (result.ec != std::errc() || result.ptr != end)
            fail(name, "a whole number in range");
        else
            value = parsed;
    }
    template <typename Choice, size_t N, typename NameOf>
    void choice(std::string_view name, Choice& value, const std::array<Choice, N>& choices, const NameOf& nameOf)
    {
        const UclValue* found = find(name, UclValue::Kind::String, "a text");
        if (!found)
            return;
        const auto chosen =
            std::find_if(choices.begin(), choices.end(), [&](Choice one) { return nameOf(one) == found->text; });
        if (chosen == choices.end())
            fail(name, "one of its names");
        else
            value = *chosen;
    }
    void texts(std::string_view name, std::vector<std::string>& values)
    {
        const UclValue* found = find(name, UclValue::Kind::Array, "a list");
        if (!found)
            return;
        values.clear();
        for (const UclValue& value : found->values) {
            if (value.kind != UclValue::Kind::String)
                return fail(name, "a list of texts");
            values.push_back(value.text);
        }
    }
    template <typename Describe>
    void section(std::string_view name, const Describe& describe)
    {
        if (const UclValue* found = find(name, UclValue::Kind::Object, "an object")) {
            Reader inner(*found, pathOf(name) + ".", m_error);
            describe(inner);
        }
    }
    template <typename Element, typename Describe>
    void list(std::string_view name, std::vector<Element>& elements, const Describe& describe)
    {
        const UclValue* found = find(name, UclValue::Kind::Array, "a list");
        if (!found)
            return;
        elements.clear();
        for (const UclValue& value : found->values) {
            if (!value.isObject())
                return fail(name, "a list of objects");
            Reader inner(value, pathOf(name) + "[" + std::to_string(elements.size()) + "].", m_error);
            describe(inner, elements.emplace_back());
        }
    }
    void fail(std::string_view name, std::string_view expected)
    {
        if (!m_error)
            m_error = Error{ErrorCode::BadData, {}, pathOf(name) + ": must be " + std::string(expected)};
    }

private:
    std::string pathOf(std::string_view name) const { return m_path + std::string(name); }
    const UclValue* find(std::string_view name, UclValue::Kind kind, std::string_view expected)
    {
        const UclValue* found = m_object.find(name);
        if (found && found->kind != kind) {
            fail(name, expected);
            return nullptr;
        }
        return found;
    }

    const UclValue& m_object;
    std::string m_path;
    std::optional<Error>& m_error;
};

template <typename Archive>
void describe(Archive& archive, HashOptions& hashes)
{
    archive.choice("algorithm", hashes.algorithm,
        std::array{Algorithm::Mumhash, Algorithm::Xxhash, Algorithm::Fasthash, Algorithm::Siphash}, algorithmName);
    archive.text("fuzzy_key", hashes.fuzzyKey);
    archive.text("shingles_key", hashes.shinglesKey);
    archive.integer("min_bytes", hashes.minBytes);
    archive.integer("min_height", hashes.minHeight);
    archive.integer("min_width", hashes.minWidth);
    archive.integer("min_length", hashes.minLength);
    archive.number("text_multiplier", hashes.textMultiplier);
    archive.texts("mime_types", hashes.mimeTypes);
    archive.truth("scan_archives", hashes.scanArchives);
    archive.truth("short_text_direct_hash", hashes.shortTextDirectHash);
    archive.truth("text_shingles", hashes.textShingles);
    archive.truth("skip_images", hashes.skipImages);
    archive.truth("no_subject", hashes.noSubject);
    archive.choice("word_break_locale", hashes.wordBreakLocale,
        std::array{WordBreakLocale::Posix, WordBreakLocale::Root}, localeName);
    archive.integer("words_decay", hashes.wordsDecay);
}

template <typename Archive>
void describe(Archive& archive, FlagRule& flag)
{
    archive.integer("flag", flag.flag);
    archive.text("symbol", flag.symbol);
    archive.text("description", flag.description);
    archive.choice("meaning", flag.meaning, std::array{FlagMeaning::Deny, FlagMeaning::Suspicious, FlagMeaning::Allow},
        flagMeaningName);
    archive.number("threshold", flag.threshold);
    archive.number("score", flag.score);
    archive.truth("read_only", flag.readOnly);
}

template <typename Archive>
void describe(Archive& archive, LearnCondition& condition)
{
    using Act = LearnCondition::Act;
    archive.text("query", condition.query);
    archive.choice("act", condition.act, std::array{Act::Allow, Act::Deny, Act::Flag}, actName);
    archive.integer("flag", condition.flag);
    archive.text("reason", condition.reason);
}

struct FlagAge
{
    uint8_t flag = 0;
    int64_t seconds = 0;
};

template <typename Archive>
void describe(Archive& archive, ExpiryPolicy& expiry)
{
    std::vector<FlagAge> ages;
    for (const auto& [flag, seconds] : expiry.secondsByFlag)
        ages.push_back({flag, seconds});
    archive.integer("seconds", expiry.seconds);
    archive.list("flags", ages, [](Archive& inner, FlagAge& age) {
        inner.integer("flag", age.flag);
        inner.integer("seconds", age.seconds);
    });
    expiry.secondsByFlag.clear();
    for (const FlagAge& age : ages)
        expiry.secondsByFlag[age.flag] = age.seconds;
    archive.integer("max_hashes", expiry.maxHashes);
    archive.integer("max_bytes", expiry.maxBytes);
}

template <typename Archive>
void describe(Archive& archive, FuzzyRule& rule)
{
    archive.text("name", rule.name);
    archive.text("file", rule.file);
    archive.text("server", rule.server);
    archive.text("server_key", rule.serverKey);
    archive.section("hashes", [&](Archive& inner) { describe(inner, rule.hashes); });
    archive.text("symbol", rule.symbol);
    archive.number("threshold", rule.threshold);
    archive.number("score", rule.score);
    archive.truth("skip_unknown", rule.skipUnknown);
    archive.list("flags", rule.flags, [](Archive& inner, FlagRule& flag) { describe(inner, flag); });
    archive.choice("curve", rule.curve, std::array{Curve::Tanh, Curve::Linear}, curveName);
    archive.number("weight_threshold", rule.weightThreshold);
    archive.texts("skip_hashes", rule.skipHashes);
    archive.truth("read_only", rule.readOnly);
    archive.truth("enabled", rule.enabled);
    archive.section("expiry", [&](Archive& inner) { describe(inner, rule.expiry); });
    archive.list(
        "conditions", rule.conditions, [](Archive& inner, LearnCondition& condition) { describe(inner, condition); });
    archive.truth("learn_by_default", rule.learnByDefault);
    archive.text("script", rule.script);
    int64_t milliseconds = rule.timeout.count();
    archive.integer("timeout_ms", milliseconds);
    rule.timeout = std::chrono::milliseconds(milliseconds);
    archive.integer("retransmits", rule.retransmits);
}

} // namespace

std::string_view curveName(Curve curve)
{
    return curve == Curve::Linear ? "linear" : "tanh";
}

std::string_view flagMeaningName(FlagMeaning meaning)
{
    switch (meaning) {
    case FlagMeaning::Deny:
        return "black";
    case FlagMeaning::Suspicious:
        return "grey";
    case FlagMeaning::Allow:
        break;
    }
    return "white";
}

const FlagRule* FuzzyRule::findFlag(uint32_t flag) const
{
    const auto found =
        std::find_if(flags.begin(), flags.end(), [flag](const FlagRule& one) { return one.flag == flag; });
    return found == flags.end() ? nullptr : &*found;
}

std::string toJson(const FuzzyRule& rule)
{
    FuzzyRule copy = rule; // one description serves writing and reading, and reading changes what it describes
    return Writer().write([&copy](Writer& writer) { describe(writer, copy); });
}

Result<FuzzyRule> fuzzyRuleFromJson(std::string_view text)
{
    const auto object = parseUcl(text); // JSON is part of that language
    if (!object)
        return object.error();
    FuzzyRule rule;
    std::optional<Error> error;
    Reader reader(*object, {}, error);
    describe(reader, rule);
    if (rule.name.empty())
        reader.fail("name", "a text that is not empty");
    if (rule.timeout.count() < 0)
        reader.fail("timeout_ms", "0 or more");
    if (error)
        return *error;
    std::sort(
        rule.flags.begin(), rule.flags.end(), [](const FlagRule& a, const FlagRule& b) { return a.flag < b.flag; });
    return rule;
}

} // namespace assay::fuzzy
