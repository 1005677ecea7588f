// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a big mailbox for measuring: assay_genbox OUT.mbox [--count N] [--seed N] [--corpus FOLDER]
// Message i depends on the seed and i alone. Texts, ids, senders, dates, hosts and addresses vary as in real mail:
// words and people follow a Zipf law, one message in three answers an earlier one, some carry HTML or attachments. With
// --corpus the words of that mail join the built-in ones.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

// SplitMix64: good enough, and the same everywhere.
class Random
{
public:
    explicit Random(uint64_t seed)
        : m_state(seed)
    {
    }
    uint64_t next()
    {
        uint64_t z = m_state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    uint64_t below(uint64_t bound) { return next() % bound; }
    bool chance(unsigned percent) { return below(100) < percent; }
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    // 0 ... count - 1, small numbers much more often.
    uint64_t zipf(uint64_t count)
    {
        return std::min<uint64_t>(count - 1, static_cast<uint64_t>(std::pow(static_cast<double>(count), unit())) - 1);
    }

private:
    uint64_t m_state;
};

constexpr std::string_view commonWords =
    "the and you your please invoice account payment meeting attached regards thanks report order delivery confirm "
    "click here offer price free winner urgent bank password update project schedule budget team review contract "
    "shipping customer service number today tomorrow monday friday weekly list mailing unsubscribe newsletter sale "
    "le la les vous votre facture compte paiement bonjour merci cordialement réunion commande livraison client "
    "и на вы ваш счёт оплата договор встреча спасибо уважением заказ доставка срочно банк пароль отчёт "
    "та ви ваш рахунок дякую зустріч замовлення терміново повідомлення "
    "der die das und Sie Ihre Rechnung Konto Zahlung Grüße Bestellung Lieferung Kunde Größe "
    "您 的 发票 账户 付款 会议 订单 客户 谢谢 请 确认 报告 银行 密码 "
    "請求書 会議 確認 注文 ありがとう";
constexpr std::array<std::string_view, 24> syllables = {"ba", "re", "mi", "to", "lan", "ker", "su", "vi", "do", "na",
    "pel", "qui", "ras", "ten", "or", "gu", "shi", "mar", "el", "zon", "fi", "ha", "bru", "ny"};
constexpr std::array<std::string_view, 6> topDomains = {"com", "org", "net", "fr", "ua", "example"};

std::string syllableWord(uint64_t number)
{
    std::string word;
    Random random(number * 7919 + 17);
    const uint64_t length = 2 + random.below(3);
    for (uint64_t i = 0; i < length; ++i)
        word += syllables[random.below(syllables.size())];
    return word;
}

std::vector<std::string> splitWords(std::string_view text)
{
    std::vector<std::string> words;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find(' ', begin), text.size());
        if (end > begin)
            words.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

// Plain ASCII words of the files below a folder; enough of them to be typical.
void addCorpusWords(const std::string& folder, std::vector<std::string>& words)
{
    std::set<std::string> known(words.begin(), words.end());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || known.size() > 150'000)
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::string word;
        for (std::istreambuf_iterator<char> at(file), end; at != end; ++at) {
            const char c = *at;
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                word += c;
                continue;
            }
            if (word.size() > 2 && word.size() < 16 && known.insert(word).second)
                words.push_back(word);
            word.clear();
        }
    }
}

class Generator
{
public:
    Generator(uint64_t count, uint64_t seed, std::vector<std::string> words)
        : m_count(count)
        , m_seed(seed)
        , m_words(std::move(words))
        , m_people(count / 25 + 50)
        , m_hosts(count / 200 + 20)
    {
        while (m_words.size() < 60'000)
            m_words.push_back(syllableWord(m_words.size() + seed * 1'000'003));
    }

    void write(uint64_t number, std::string& out)
    {
        Random random(m_seed * 0x100000001b3 ^ (number + 1) * 0xff51afd7ed558ccd);
        const uint64_t sender = random.zipf(m_people);
        const std::string from = address(sender);
        const int64_t date = dateOf(number);
        const bool isReply = number > 20 && random.chance(33);
        const uint64_t parent = isReply ? number - 1 - random.zipf(std::min<uint64_t>(number - 1, 5000)) : 0;
        out += "From " + from + " " + boxDate(date) + "\n";
        received(random, out, sender, date);
        out += "Message-ID: " + messageId(number) + "\nDate: " + mailDate(date) + "\n";
        out += "From: " + personName(sender) + " <" + from + ">\nTo: " + address(random.zipf(m_people)) + "\n";
        if (random.chance(20))
            out += "Cc: " + address(random.below(m_people)) + "\n";
        if (isReply)
            out += "In-Reply-To: " + messageId(parent) + "\nReferences: " + messageId(parent) + "\n";
        if (random.chance(15))
            out += "List-Id: <list" + std::to_string(random.zipf(400)) + "." + host(random.zipf(m_hosts)) + ">\n";
        out += "Subject: " + subject(random, isReply) + "\nMIME-Version: 1.0\n";
        body(random, number, out);
        out += "\n";
    }

private:
    const std::string& word(Random& random) const { return m_words[random.zipf(m_words.size())]; }

    std::string host(uint64_t number) const
    {
        return syllableWord(number * 31 + m_seed) + std::to_string(number % 977) + "."
            + std::string(topDomains[number % topDomains.size()]);
    }
    std::string address(uint64_t person) const
    {
        return syllableWord(person * 3 + m_seed * 11) + "." + std::to_string(person) + "@" + host(person % m_hosts);
    }
    std::string personName(uint64_t person) const
    {
        std::string name = syllableWord(person + m_seed * 5) + " " + syllableWord(person * 13 + m_seed);
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
        return name;
    }
    std::string messageId(uint64_t number) const
    {
        return "<" + std::to_string(number) + "." + std::to_string(m_seed * 7 + number % 89) + "@"
            + host(number % m_hosts) + ">";
    }
    // Evenly over ten years, a little out of order.
    int64_t dateOf(uint64_t number) const
    {
        constexpr int64_t first = 1'420'070'400, span = 315'360'000;
        const auto place = static_cast<int64_t>(static_cast<double>(number) / static_cast<double>(m_count) * span);
        return first + place + static_cast<int64_t>(Random(number + m_seed).below(86'400));
    }
    static std::string timeText(const char* format, int64_t seconds)
    {
        const std::time_t time = seconds;
        std::tm civil = {};
        gmtime_r(&time, &civil);
        char text[64];
        return {text, std::strftime(text, sizeof text, format, &civil)};
    }
    static std::string boxDate(int64_t seconds) { return timeText("%a %b %e %H:%M:%S %Y", seconds); }
    static std::string mailDate(int64_t seconds) { return timeText("%a, %d %b %Y %H:%M:%S +0000", seconds); }

    static std::string ip(uint64_t number)
    {
        Random random(number + 99);
        return std::to_string(11 + random.below(180)) + "." + std::to_string(random.below(256)) + "."
            + std::to_string(random.below(256)) + "." + std::to_string(1 + random.below(254));
    }
    void received(Random& random, std::string& out, uint64_t sender, int64_t date) const
    {
        const std::string relay = host(sender % m_hosts);
        out += "Received: from mail." + relay + " (mail." + relay + " [" + ip(sender % 20'000 + m_seed) + "])\n\tby mx."
            + host(0) + " (Postfix) with ESMTP id " + std::to_string(random.next() >> 24) + ";\n\t" + mailDate(date + 2)
            + "\n";
    }
    std::string subject(Random& random, bool isReply) const
    {
        std::string text = isReply ? "Re:" : "";
        for (uint64_t i = 0, words = 2 + random.below(6); i < words; ++i)
            text += (text.empty() ? "" : " ") + word(random);
        return text + " " + std::to_string(random.below(100'000));
    }
    std::string paragraphs(Random& random) const
    {
        std::string text;
        const uint64_t words = 30 + random.zipf(500);
        size_t line = 0;
        for (uint64_t i = 0; i < words; ++i) {
            const std::string& next = word(random);
            text += next;
            line += next.size() + 1;
            text += line > 72 ? '\n' : ' ';
            if (line > 72)
                line = 0;
        }
        if (random.chance(40))
            text += "\nhttps://www." + host(random.zipf(m_hosts)) + "/" + word(random) + "/"
                + std::to_string(random.below(100'000)) + "\n";
        return text + "\n";
    }
    void body(Random& random, uint64_t number, std::string& out) const
    {
        const std::string text = paragraphs(random);
        const unsigned kind = static_cast<unsigned>(random.below(100));
        if (kind < 70) {
            out += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text;
        } else if (kind < 90) {
            out += "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<html><body><p>" + text
                + "</p><a href=\"http://" + host(random.zipf(m_hosts)) + "/\">" + word(random) + "</a></body></html>\n";
        } else {
            const std::string border = "b" + std::to_string(number) + "x" + std::to_string(m_seed);
            out += "Content-Type: multipart/mixed; boundary=\"" + border + "\"\n\n--" + border
                + "\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n--" + border
                + "\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: "
                  "attachment; "
                  "filename=\""
                + word(random) + std::to_string(random.zipf(5000)) + ".pdf\"\n\n";
            attachment(random, out);
            out += "--" + border + "--\n";
        }
    }
    // Some files go round: one in three is one of 500.
    static void attachment(Random& random, std::string& out)
    {
        constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        Random content(random.chance(33) ? random.zipf(500) : random.next());
        out += "JVBERi0xLjQK"; // %PDF-1.4
        for (uint64_t line = 0, lines = 4 + content.below(30); line < lines; ++line) {
            out += '\n';
            for (int i = 0; i < 76; ++i)
                out += digits[content.below(64)];
        }
        out += '\n';
    }

    uint64_t m_count, m_seed;
    std::vector<std::string> m_words;
    uint64_t m_people, m_hosts;
};

int usage()
{
    std::fputs("usage: assay_genbox OUT.mbox [--count N] [--seed N] [--corpus FOLDER]\n", stderr);
    return 64;
}

} // namespace

int main(int argc, char** argv)
{
    uint64_t count = 100'000, seed = 1;
    std::string target;
    std::vector<std::string> words = splitWords(commonWords);
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.substr(0, 2) != "--") {
            target = argument;
        } else if (i + 1 == argc) {
            return usage();
        } else if (argument == "--count") {
            count = std::strtoull(argv[++i], nullptr, 10);
        } else if (argument == "--seed") {
            seed = std::strtoull(argv[++i], nullptr, 10);
        } else if (argument == "--corpus") {
            addCorpusWords(argv[++i], words);
        } else {
            return usage();
        }
    }
    std::FILE* const file = target.empty() ? nullptr : std::fopen(target.c_str(), "wb");
    if (!file)
        return usage();
    Generator generator(count, seed, std::move(words));
    std::string block;
    bool isWritten = true;
    for (uint64_t i = 0; i < count && isWritten; ++i) {
        generator.write(i, block);
        if (block.size() > (size_t{1} << 20) || i + 1 == count) {
            isWritten = std::fwrite(block.data(), 1, block.size(), file) == block.size();
            block.clear();
        }
    }
    if (std::fclose(file) != 0 || !isWritten) {
        std::perror(target.c_str());
        return 74;
    }
    return 0;
}
