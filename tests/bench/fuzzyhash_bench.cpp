// SPDX-License-Identifier: GPL-3.0-or-later
// fuzzyhash_bench [--seed=N] [options of the benchmark library]: messages hashed a second on one core, from the shared
// mail beside the project (ASSAY_BENCH_MAIL: another folder or archive), and from mail that follows from the seed.
#include "core/corpus/source.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "tests/support/testpaths.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <random>

namespace {

using namespace assay;

uint64_t seed = 1;

struct Found : SourceSink
{
    std::vector<Container> containers;
    std::vector<ItemRecord> records;

    uint32_t beginContainer(const Container& container) override
    {
        containers.push_back(container);
        return static_cast<uint32_t>(containers.size() - 1);
    }
    void items(std::span<const ItemRecord> items) override
    {
        records.insert(records.end(), items.begin(), items.end());
    }
    void endContainer(uint32_t number, const Container& container) override { containers[number] = container; }
};

std::vector<std::string> load(const std::filesystem::path& source)
{
    Found found;
    std::vector<std::string> messages;
    if (!readSource(source, {}, found, RunContext()))
        return messages;
    ItemLoader loader(source, {});
    for (const ItemRecord& record : found.records) {
        if (auto message = loader.load(found.containers[record.container], record))
            messages.push_back(std::move(*message));
    }
    return messages;
}

const std::vector<std::string>& sharedMail()
{
    static const std::vector<std::string> mail = [] {
        if (const char* place = std::getenv("ASSAY_BENCH_MAIL"))
            return load(place);
        std::vector<std::string> all;
        const auto shared = test::sharedDir();
        for (const char* archive : {"spamassassin/spamassassin.tar.zst", "other/phishing_pot/phishing_pot.tar.zst",
                 "other/spam_archive/spam_archive.tar.zst"}) {
            if (!shared)
                break;
            for (std::string& message : load(*shared / "data" / "mail" / archive))
                all.push_back(std::move(message));
        }
        return all;
    }();
    return mail;
}

std::string words(std::mt19937_64& random, size_t count, bool isHtml)
{
    static constexpr std::array<const char*, 8> tags = {
        "<p>", "</p>\n", "<b>", "</b>", "<br>", "<td style=\"color:#222;font-size:14px\">", "</td>", "&nbsp;"};
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        for (size_t letters = 1 + random() % 9; letters > 0; --letters)
            text += static_cast<char>('a' + random() % 26);
        text += i % 12 == 11 ? "\n" : random() % 40 == 0 ? ", www.example.org/page " : " ";
        if (isHtml && random() % 4 == 0)
            text += tags[random() % tags.size()];
    }
    return text;
}

std::vector<std::string> madeMail()
{
    std::mt19937_64 random(seed);
    std::vector<std::string> mail;
    for (int i = 0; i < 2000; ++i) {
        const size_t length = 20 + random() % 600;
        const std::string head = "Subject: " + words(random, 5, false) + "\nContent-Type: ";
        if (i % 2 == 0) {
            mail.push_back(head + "text/plain\n\n" + words(random, length, false));
            continue;
        }
        mail.push_back(head + "multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
            + words(random, length, false) + "\n--b\nContent-Type: text/html\n\n<html><body>"
            + words(random, length, true) + "</body></html>\n--b--\n");
    }
    return mail;
}

void hashAll(benchmark::State& state, const std::vector<std::string>& mail)
{
    if (mail.empty())
        return state.SkipWithError("no mail");
    const fuzzy::FuzzyHasher hasher{fuzzy::HashOptions()};
    size_t bytes = 0;
    for (auto _ : state) {
        for (const std::string& message : mail) {
            benchmark::DoNotOptimize(hasher.hash(message));
            bytes += message.size();
        }
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * mail.size()));
    state.SetBytesProcessed(static_cast<int64_t>(bytes));
}

} // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]).substr(0, 7) == "--seed=")
            seed = std::strtoull(argv[i] + 7, nullptr, 10);
    }
    benchmark::RegisterBenchmark("hashSharedMail", [](benchmark::State& state) { hashAll(state, sharedMail()); });
    benchmark::RegisterBenchmark("hashMadeMail", [](benchmark::State& state) { hashAll(state, madeMail()); });
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
