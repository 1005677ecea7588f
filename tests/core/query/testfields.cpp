// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/query/testfields.h"

namespace assay::query::test {
namespace {

struct Names
{
    FieldType type;
    bool isFamily;
    std::vector<const char*> names;
};

const std::vector<Names> plainFields = {
    {FieldType::Keyword, false,
        {"id", "source", "folder", "kind", "tag", "label", "label.by", "batch", "suspect", "list", "lang", "charset",
            "domain", "host", "mime", "part", "sha256", "action", "symbol", "rule", "group", "detector", "ruleset",
            "fuzzy", "fuzzy.storage", "thread", "nn.top", "disagree", "method", "ja4", "sni", "country"}},
    {FieldType::Text, false,
        {"path", "note", "from", "to", "cc", "rcpt", "replyto", "envfrom", "helo", "subject", "mid", "url", "attach",
            "opt", "ua", "auth"}},
    {FieldType::Words, false, {"body", "text"}},
    {FieldType::Number, false,
        {"score", "label.conf", "fuzzy.flag", "fuzzy.sim", "fuzzy.weight", "nn", "reqs", "rate", "status"}},
    {FieldType::Date, false, {"date", "label.at", "received", "start", "stop"}},
    {FieldType::Size, false, {"size", "bytes"}},
    {FieldType::Duration, false, {"scan.time", "rule.time"}},
    {FieldType::Ip, false, {"ip"}},
    {FieldType::Text, true, {"header"}},
    {FieldType::Number, true, {"symbol", "nn", "feature"}},
};

bool sameTest(const Test& a, const Test& b)
{
    return a == b;
}

} // namespace

const FieldTable& testFields()
{
    static const FieldTable table = [] {
        FieldTable fields;
        for (const Names& group : plainFields) {
            for (const char* name : group.names)
                fields.add({name, group.type, group.isFamily, "Any", "", {}});
        }
        fields.add({"is", FieldType::Mark, false, "Any", "",
            {"unlabelled", "labelled", "reviewed", "bookmarked", "encrypted", "signed", "bulk", "broken", "truncated",
                "duplicate", "new-since-scan"}});
        fields.add({"has", FieldType::Mark, false, "Any", "",
            {"attachment", "html", "remote-content", "hidden-text", "password-archive"}});
        return fields;
    }();
    return table;
}

std::shared_ptr<const NamedList> testList(std::string_view name)
{
    static const auto vip =
        std::make_shared<const NamedList>(NamedList{"vip", {}, {"@firm.example", "boss@big.example"}});
    static const auto scanners = std::make_shared<const NamedList>(
        NamedList{"scanners", IpRangeSet({{*IpAddress::parse("192.0.2.0"), *IpAddress::parse("192.0.2.99")}}), {}});
    return name == "vip" ? vip : name == "scanners" ? scanners : nullptr;
}

ParseContext testContext()
{
    ParseContext context;
    context.fields = &testFields();
    context.lists = testList;
    context.now = testNow;
    return context;
}

std::string shape(const Node& node)
{
    if (node.kind == Node::Kind::All)
        return "all";
    if (node.kind == Node::Kind::Term)
        return node.term->text;
    std::string text = node.kind == Node::Kind::And ? "and(" : node.kind == Node::Kind::Or ? "or(" : "not(";
    for (const auto& child : node.children)
        text += (text.back() == '(' ? "" : ",") + shape(*child);
    return text + ")";
}

std::string difference(const Node& a, const Node& b)
{
    if (a.kind != b.kind || a.children.size() != b.children.size())
        return shape(a) + " / " + shape(b);
    if (a.kind == Node::Kind::Term) {
        const Term &x = *a.term, &y = *b.term;
        const bool same = x.field == y.field && x.key == y.key && x.text == y.text && x.tests.size() == y.tests.size()
            && std::equal(x.tests.begin(), x.tests.end(), y.tests.begin(), sameTest);
        return same ? std::string() : x.text + " / " + y.text;
    }
    for (size_t i = 0; i < a.children.size(); ++i) {
        if (std::string found = difference(*a.children[i], *b.children[i]); !found.empty())
            return found;
    }
    return {};
}

} // namespace assay::query::test
