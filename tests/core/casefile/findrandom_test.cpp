// SPDX-License-Identifier: GPL-3.0-or-later
// The index gives the answers of a reader of every item, over random queries of every type of field.
#include "core/text/utf8.h"
#include "tests/core/casefile/naiveterms.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using test::NaiveTerms;

class RandomQueries
{
public:
    RandomQueries(const NaiveTerms& naive, unsigned seed)
        : m_naive(naive)
        , m_random(seed)
    {
    }

    std::string text(const std::string& field)
    {
        const std::string value = m_naive.someValue(field, m_random);
        switch (m_random() % 6) {
        case 0:
            return query::termText(field, value);
        case 1:
            return field + "=\"" + escaped(value) + "\"";
        case 2:
            return field + ":*" + plain(piece(value)) + "*";
        case 3:
            return field + ":/" + literalRegex(piece(value)) + "/i";
        case 4:
            return "has:" + field;
        default:
            return field + ":\"" + escaped(piece(value)) + "\"";
        }
    }
    std::string words(const std::string& field)
    {
        const std::string value = m_naive.someValue(m_random() % 2 ? "body" : "subject", m_random);
        const std::string phrase = piece(value);
        const std::string prefix = field.empty() ? std::string() : field + ":";
        if (m_random() % 8 == 0)
            return prefix + "/" + literalRegex(phrase) + "/";
        if (m_random() % 3 == 0)
            return prefix + plain(phrase).substr(0, 30) + "*";
        return prefix + "\"" + escaped(phrase) + "\"";
    }
    std::string number(const std::string& field)
    {
        const unsigned low = m_random() % 1500, high = low + m_random() % 500;
        if (field == "date")
            return "date:2024-01-0" + std::to_string(m_random() % 9 + 1) + (m_random() % 2 ? "" : "..");
        const char* operators[] = {">", "<", ">=", "<=", ":", "!="};
        return m_random() % 2 ? field + ":" + std::to_string(low) + ".." + std::to_string(high)
                              : field + operators[m_random() % 6] + std::to_string(low);
    }
    std::string address()
    {
        const auto addresses = m_naive.someAddresses(m_random);
        const std::string one = addresses.empty() ? "192.0.2.1" : addresses[m_random() % addresses.size()].toString();
        if (one.find(':') != std::string::npos)
            return "ip:\"" + one + "\"";
        const char* tails[] = {"", "/24", "/8", "/16", "..255.255.255.255"};
        return "ip:" + one + tails[m_random() % 5];
    }
    std::string combined(const std::string& a, const std::string& b)
    {
        const char* shapes[] = {" ", " or ", " -", " and not "};
        return "(" + a + ")" + shapes[m_random() % 4] + "(" + b + ")";
    }
    unsigned next() { return static_cast<unsigned>(m_random()); }

private:
    // Some characters of a value, whole ones.
    std::string piece(const std::string& value)
    {
        if (value.empty())
            return "a";
        size_t begin = m_random() % value.size();
        while (begin > 0 && (static_cast<unsigned char>(value[begin]) & 0xC0) == 0x80)
            --begin;
        std::string cut(utf8Prefix(std::string_view(value).substr(begin), 1 + m_random() % 24));
        for (char& c : cut) {
            if (static_cast<unsigned char>(c) < ' ')
                c = ' ';
        }
        return cut.empty() ? "a" : cut;
    }
    static std::string escaped(const std::string& text)
    {
        std::string out;
        for (const char c : text) {
            if (c == '"' || c == '\\')
                out += '\\';
            out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
        return out;
    }
    // Letters and digits, with "?" for the rest.
    static std::string plain(const std::string& text)
    {
        std::string out;
        for (const char c : text)
            out += static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) ? c : '?';
        return out;
    }
    static std::string literalRegex(const std::string& text)
    {
        std::string out;
        for (const char c : text) {
            if (c == ' ')
                out += "\\s";
            else if (static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)))
                out += c;
            else
                out += '.';
        }
        return out;
    }
    const NaiveTerms& m_naive;
    std::minstd_rand m_random;
};

// A case with its naive reading; asks both.
class Pair
{
public:
    Pair(Case& file, unsigned seed)
        : m_file(file)
    {
        EXPECT_TRUE(file.updateIndex(test::plainContext()).ok());
        m_snapshot = *file.snapshot();
        m_naive.emplace(file, *m_snapshot);
        m_queries.emplace(*m_naive, seed);
    }
    RandomQueries& queries() { return *m_queries; }
    // Whether the query could be asked.
    bool compare(const std::string& text)
    {
        auto parsed = m_file.parse(text, 1'704'103'200);
        if (!parsed.ok())
            return false;
        FindRequest request;
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
        const auto found = m_file.find(*m_snapshot, request, test::plainContext());
        EXPECT_TRUE(found.ok()) << text;
        const auto expected = query::evaluate(*request.query, *m_naive, query::RowSet(m_naive->rows(), true), {});
        EXPECT_EQ(found->rows, expected->rows()) << text;
        m_matched += found->rows.empty() ? 0 : 1;
        return true;
    }
    // Asks `count` queries that `make` gives; most of them must parse, and some must find something.
    template <typename Make>
    void ask(unsigned count, const Make& make)
    {
        unsigned asked = 0;
        m_matched = 0;
        for (unsigned i = 0; i < count * 2 && asked < count; ++i)
            asked += compare(make()) ? 1 : 0;
        EXPECT_EQ(asked, count);
        EXPECT_GT(m_matched, count / 10);
    }
    void askEverything(unsigned count)
    {
        const char* texts[] = {"subject", "from", "to", "cc", "replyto", "helo", "list", "url", "attach"};
        const char* keywords[] = {"mid", "thread", "lang", "charset", "domain", "host", "mime", "part", "auth"};
        const char* wordFields[] = {"", "body", "text"};
        const char* numbers[] = {"id", "size", "date"};
        const auto text = [&] { return queries().text(texts[queries().next() % std::size(texts)]); };
        const auto keyword = [&] { return queries().text(keywords[queries().next() % std::size(keywords)]); };
        const auto word = [&] { return queries().words(wordFields[queries().next() % std::size(wordFields)]); };
        const auto number = [&] { return queries().number(numbers[queries().next() % std::size(numbers)]); };
        const auto address = [&] { return queries().address(); };
        const auto header = [&] {
            return queries().next() % 2 ? "header.x-mailer:" + std::to_string(queries().next() % 9)
                                        : "header.List-Id:l1";
        };
        ask(count, text);
        ask(count, keyword);
        ask(count, word);
        ask(count, number);
        ask(count, address);
        ask(count, [&] { return queries().combined(text(), word()); });
        ask(count, [&] { return queries().combined(number(), keyword()); });
        ask(count / 10, [&] { return queries().combined(word(), queries().combined(address(), header())); });
    }

private:
    Case& m_file;
    std::shared_ptr<const CaseSnapshot> m_snapshot;
    std::optional<NaiveTerms> m_naive;
    std::optional<RandomQueries> m_queries;
    unsigned m_matched = 0;
};

TEST(FindRandom, AgreesWithReadingMadeUpMail)
{
    test::TemporaryDir dir;
    auto file = std::move(*Case::create(dir.path() / "a.assay"));
    std::string box;
    for (unsigned i = 0; i < 400; ++i)
        box += "From s@example.net Mon Jan  1 10:00:00 2024\n" + test::variedMessage(i) + "\n";
    ASSERT_TRUE(file->add(dir.write("in.mbox", box), {}, test::plainContext()).ok());
    Pair(*file, 2024).askEverything(200);
}

TEST(FindRandom, AgreesWithReadingRealMail)
{
    ASSAY_REQUIRE_SHARED(shared);
    test::TemporaryDir dir;
    auto file = std::move(*Case::create(dir.path() / "a.assay"));
    for (const char* folder : {"other", "mime-torture"}) {
        const auto added = file->add(shared / "data" / "mail" / folder, {}, test::plainContext());
        ASSERT_TRUE(added.ok()) << folder;
        ASSERT_GT(added->items, 0u);
    }
    Pair(*file, 7).askEverything(10);
}

} // namespace
} // namespace assay
