// SPDX-License-Identifier: GPL-3.0-or-later
// Random questions with their plain meaning.
#include "core/base/time.h"
#include "tests/core/query/toytable.h"

#include <algorithm>
#include <regex>

namespace assay::query::test {
namespace {

using Passes = std::function<bool(const ToyRow&)>;
using TextTestFunction = std::function<bool(const std::string&)>;
using NumberTestFunction = std::function<bool(double)>;

size_t below(Random& random, size_t count)
{
    return random() % count;
}

bool chance(Random& random)
{
    return below(random, 2) == 0;
}

template <typename T>
const T& pick(Random& random, const std::vector<T>& values)
{
    return values[below(random, values.size())];
}

std::string lower(std::string text)
{
    for (char& c : text)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return text;
}

bool glob(const std::string& pattern, const std::string& text, size_t p = 0, size_t t = 0)
{
    if (p == pattern.size())
        return t == text.size();
    if (pattern[p] == '*')
        return glob(pattern, text, p + 1, t) || (t < text.size() && glob(pattern, text, p, t + 1));
    return t < text.size() && (pattern[p] == '?' || pattern[p] == text[t]) && glob(pattern, text, p + 1, t + 1);
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> parts(1);
    for (const char c : lower(text)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            parts.back() += c;
        else if (!parts.back().empty())
            parts.emplace_back();
    }
    if (parts.back().empty())
        parts.pop_back();
    return parts;
}

bool hasWords(const std::string& text, const std::string& phrase, bool isPrefix)
{
    const auto have = split(text), wanted = split(phrase);
    for (size_t at = 0; at + wanted.size() <= have.size(); ++at) {
        bool fits = true;
        for (size_t i = 0; i < wanted.size(); ++i) {
            const bool last = i + 1 == wanted.size();
            fits = fits
                && (last && isPrefix ? have[at + i].compare(0, wanted[i].size(), wanted[i]) == 0
                                     : have[at + i] == wanted[i]);
        }
        if (fits)
            return true;
    }
    return false;
}

Passes anyText(std::vector<std::string> fields, TextTestFunction test)
{
    return [fields = std::move(fields), test = std::move(test)](const ToyRow& row) {
        for (const std::string& field : fields) {
            const auto values = row.texts.find(field);
            if (values != row.texts.end() && std::any_of(values->second.begin(), values->second.end(), test))
                return true;
        }
        return false;
    };
}

Passes anyNumber(std::string field, NumberTestFunction test)
{
    return [field = std::move(field), test = std::move(test)](const ToyRow& row) {
        const auto values = row.numbers.find(field);
        return values != row.numbers.end() && std::any_of(values->second.begin(), values->second.end(), test);
    };
}

Passes negated(Passes passes)
{
    return [passes = std::move(passes)](const ToyRow& row) { return !passes(row); };
}

std::string keywordPattern(Random& random)
{
    std::string pattern;
    for (size_t left = 1 + below(random, 4); left > 0; --left)
        pattern += "aBc*?"[below(random, 5)];
    return pattern;
}

ToyQuestion keywordQuestion(Random& random)
{
    const std::string field = chance(random) ? "symbol" : "label";
    std::vector<std::string> patterns;
    for (size_t left = 1 + below(random, 3); left > 0; --left)
        patterns.push_back(keywordPattern(random));
    std::string list;
    for (const std::string& pattern : patterns)
        list += (list.empty() ? "" : chance(random) ? "," : " , ") + pattern;
    const Passes passes = anyText({field}, [patterns](const std::string& value) {
        return std::any_of(patterns.begin(), patterns.end(),
            [&value](const std::string& pattern) { return glob(lower(pattern), lower(value)); });
    });
    const std::string value = patterns.size() > 1 || chance(random) ? "[" + list + "]" : list;
    switch (below(random, 3)) {
    case 0:
        return {field + " != " + value, negated(passes)};
    case 1:
        return {field + "=" + value, passes};
    default:
        return {field + ":" + value, passes};
    }
}

ToyQuestion textQuestion(Random& random)
{
    const std::string field = pick<std::string>(random, {"subject", "from", "header.x-a"});
    const std::string part = pick<std::string>(random, {"pay", "in", "D", "now in", "a", "b2", "i*o", "p?y"});
    const bool isWild = part.find_first_of("*?") != std::string::npos;
    const std::string value =
        part.find(' ') == std::string::npos && (isWild || chance(random)) ? part : "\"" + part + "\"";
    switch (below(random, 3)) {
    case 0:
        return {field + "=" + value,
            anyText({field}, [part](const std::string& text) { return glob(lower(part), lower(text)); })};
    case 1: {
        const std::string pattern =
            pick<std::string>(random, {"n[ov]", "^pa(y|id)$", "\\bin\\b", "a/?b", "(", "d\\.,"});
        if (pattern == "(")
            break;
        const bool ignoresCase = chance(random);
        const std::regex regex(
            pattern, ignoresCase ? std::regex::ECMAScript | std::regex::icase : std::regex::ECMAScript);
        std::string escaped = std::regex_replace(pattern, std::regex("/"), "\\/");
        return {field + (ignoresCase ? ":/" + escaped + "/i" : "~" + pattern),
            anyText({field}, [regex](const std::string& text) { return std::regex_search(text, regex); })};
    }
    default:
        break;
    }
    return {field + ":" + value,
        anyText({field}, [part](const std::string& text) { return glob("*" + lower(part) + "*", lower(text)); })};
}

ToyQuestion wordQuestion(Random& random)
{
    const bool isFree = chance(random);
    const std::string phrase = pick<std::string>(random, {"pay", "now in", "Inv", "paid-now", "a", "b2", "missing"});
    const bool isPrefix = phrase.find(' ') == std::string::npos && chance(random);
    std::string text = isPrefix ? phrase + "*" : phrase.find(' ') == std::string::npos ? phrase : "\"" + phrase + "\"";
    const std::vector<std::string> fields =
        isFree ? std::vector<std::string>{"subject", "from", "body"} : std::vector<std::string>{"body"};
    return {(isFree ? "" : "body:") + text,
        anyText(fields, [phrase, isPrefix](const std::string& value) { return hasWords(value, phrase, isPrefix); })};
}

// The values of a number field as text, and what they are.
struct Written
{
    std::string text;
    double begin = 0, end = 0; // end is excluded when the value is a span
    bool isSpan = false;
};

Written writeNumber(Random& random, const std::string& field)
{
    const auto count = static_cast<int>(below(random, 9));
    if (field == "date") {
        const int day = 11 + static_cast<int>(below(random, 20));
        const auto begin = static_cast<double>(*secondsFromCivil({2026, 11, day, 0, 0, 0}));
        return {"2026-11-" + std::to_string(day), begin, begin + 86400, true};
    }
    if (field == "size")
        return {
            count % 2 ? std::to_string(count * 500) : std::to_string(count / 2) + "k", count * 500.0, count * 500.0};
    if (field == "scan.time")
        return {std::to_string(count) + "ms", count / 1e3, count / 1e3};
    return {std::to_string(count - 4), count - 4.0, count - 4.0};
}

ToyQuestion numberQuestion(Random& random)
{
    const std::string field = pick<std::string>(random, {"score", "date", "size", "scan.time", "symbol.A"});
    const Written a = writeNumber(random, field), b = writeNumber(random, field);
    const auto notBehind = [](const Written& w, double v) { return w.isSpan ? v < w.end : v <= w.end; };
    const auto inside = [notBehind](const Written& w, double v) { return v >= w.begin && notBehind(w, v); };
    switch (below(random, 8)) {
    case 0:
        return {field + " > " + a.text, anyNumber(field, [=](double v) { return !notBehind(a, v); })};
    case 1:
        return {field + ">=" + a.text, anyNumber(field, [=](double v) { return v >= a.begin; })};
    case 2:
        return {field + "<" + a.text, anyNumber(field, [=](double v) { return v < a.begin; })};
    case 3:
        return {field + "<= " + a.text, anyNumber(field, [=](double v) { return notBehind(a, v); })};
    case 4:
        return {field + ":" + a.text + ".." + b.text,
            anyNumber(field, [=](double v) { return v >= a.begin && notBehind(b, v); })};
    case 5:
        return {field + ":[" + a.text + ".. , " + b.text + "]",
            anyNumber(field, [=](double v) { return v >= a.begin || inside(b, v); })};
    case 6:
        return {field + "!=" + a.text, negated(anyNumber(field, [=](double v) { return inside(a, v); }))};
    default:
        return {field + ":" + a.text, anyNumber(field, [=](double v) { return inside(a, v); })};
    }
}

ToyQuestion addressQuestion(Random& random)
{
    const auto any = [](std::function<bool(int)> test) {
        return [test = std::move(test)](
                   const ToyRow& row) { return std::any_of(row.lastOctets.begin(), row.lastOctets.end(), test); };
    };
    const int a = static_cast<int>(below(random, 32)), b = static_cast<int>(below(random, 32));
    const std::string base = "10.0.0.";
    switch (below(random, 5)) {
    case 0:
        return {"ip:" + base + std::to_string(a) + "/30", any([a](int v) { return v / 4 == a / 4; })};
    case 1:
        return {"ip:" + base + std::to_string(a) + ".." + base + std::to_string(b),
            any([a, b](int v) { return v >= a && v <= b; })};
    case 2:
        return {"ip:[" + base + std::to_string(a) + "," + base + std::to_string(b) + "]",
            any([a, b](int v) { return v == a || v == b; })};
    case 3:
        return {chance(random) ? "ip:10.0.0.*" : "has:ip", any([](int) { return true; })};
    default:
        return {"ip=::ffff:" + base + std::to_string(a), any([a](int v) { return v == a; })};
    }
}

ToyQuestion markQuestion(Random& random)
{
    const std::string name = pick<std::string>(random, {"labelled", "bulk"});
    if (chance(random)) {
        return {"is:" + name, [name](const ToyRow& row) {
                    return std::find(row.marks.begin(), row.marks.end(), name) != row.marks.end();
                }};
    }
    const std::string field = pick<std::string>(random, {"subject", "score", "symbol.B", "header.x-a", "label"});
    return {"has:" + field,
        [field](const ToyRow& row) { return row.texts.count(field) != 0 || row.numbers.count(field) != 0; }};
}

ToyQuestion termQuestion(Random& random)
{
    switch (below(random, 6)) {
    case 0:
        return keywordQuestion(random);
    case 1:
        return textQuestion(random);
    case 2:
        return wordQuestion(random);
    case 3:
        return numberQuestion(random);
    case 4:
        return addressQuestion(random);
    default:
        return markQuestion(random);
    }
}

} // namespace

ToyQuestion makeQuestion(Random& random, int depth)
{
    if (depth == 0 || below(random, 4) == 0)
        return termQuestion(random);
    if (below(random, 4) == 0) {
        const ToyQuestion inner = makeQuestion(random, depth - 1);
        return {pick<std::string>(random, {"-", "not ", "!", "NOT"}) + "(" + inner.text + ")", negated(inner.passes)};
    }
    const bool isAnd = chance(random);
    const std::string joint = isAnd ? pick<std::string>(random, {" ", " and ", " && ", " AND "})
                                    : pick<std::string>(random, {" or ", " || ", "\tOr "});
    std::vector<Passes> parts;
    std::string text;
    for (size_t left = 2 + below(random, 2); left > 0; --left) {
        ToyQuestion part = makeQuestion(random, depth - 1);
        text += (text.empty() ? "(" : joint + "(") + part.text + ")";
        parts.push_back(std::move(part.passes));
    }
    return {text, [parts, isAnd](const ToyRow& row) {
                const auto passes = [&row](const Passes& part) { return part(row); };
                return isAnd ? std::all_of(parts.begin(), parts.end(), passes)
                             : std::any_of(parts.begin(), parts.end(), passes);
            }};
}

} // namespace assay::query::test
