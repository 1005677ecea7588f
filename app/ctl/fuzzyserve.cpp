// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy serve
#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/interrupt.h"
#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/fuzzy/wire/fuzzyserver.h"
#include "core/fuzzy/wire/remotestorage.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace assay::ctl {
namespace {

using namespace fuzzy;

constexpr uint64_t largestList = 64 << 20;
constexpr std::chrono::seconds statisticsInterval{10};

constexpr OptionSpec serveOptions[] = {
    {"--storage", "FILE", "the storage file; made when there is none", false},
    {"--listen", "ADDR:PORT", "where to listen (127.0.0.1:11335); port 0: any that is free", false},
    {"--keypair", "FILE", "a key pair of the server, as `fuzzy keypair` prints it", true},
    {"--encrypted-only", "", "refuse commands that are not encrypted", false},
    {"--allow-update", "CIDR", "addresses that may learn and forget", true},
    {"--allow-update-key", "ID", "key pairs whose clients may learn and forget; asked when there are no addresses",
        true},
    {"--read-only", "", "nobody may learn and forget", false},
    {"--block", "CIDR", "addresses that get no answer", true},
    {"--skip-hashes", "FILE", "digests that are never learned, one a line", false},
    {"--sync", "SECONDS", "between flushes of what was learned (60)", false},
    {"--durable", "", "accept changes only when a power cut cannot take them either: slower", false},
    {"--expire", "SECONDS", "age from which on hashes are forgotten (0: never)", false},
    {"--delay", "SECONDS", "age from which on hashes are told (0)", false},
    {"--rate", "N", "checks a second that a network of clients may ask for (0: any number)", false},
    {"--burst", "N", "checks that it may ask for at once (100)", false},
    {"--threads", "N", "threads that answer (1)", false},
    {"--stats", "FILE", "write statistics there as JSON, every ten seconds and at the end", false},
};

Error badValue(std::string_view option, const std::string& value, const char* wanted)
{
    return Error{ErrorCode::BadArgument, std::string(option) + " " + value, wanted};
}

Result<std::vector<IpNetwork>> networks(const Arguments& arguments, std::string_view option)
{
    std::vector<IpNetwork> all;
    for (const std::string& text : arguments.values(option)) {
        const auto network = IpNetwork::parse(text);
        if (!network)
            return badValue(option, text, "give an address or a network");
        all.push_back(*network);
    }
    return all;
}

std::optional<Blake2b512> parseDigest(std::string_view hex)
{
    Blake2b512 digest = {};
    if (hex.size() != 2 * digest.size())
        return std::nullopt;
    for (size_t i = 0; i < digest.size(); ++i) {
        const int high = hexDigitValue(hex[2 * i]), low = hexDigitValue(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        digest[i] = static_cast<uint8_t>(16 * high + low);
    }
    return digest;
}

Result<std::vector<Blake2b512>> readDigests(const std::string& file)
{
    const auto text = readFile(file, largestList);
    if (!text)
        return text.error();
    std::vector<Blake2b512> digests;
    size_t number = 0;
    for (size_t begin = 0; begin < text->size();) {
        const size_t end = std::min(text->find('\n', begin), text->size());
        const std::string_view line = trimmed(std::string_view(*text).substr(begin, end - begin));
        begin = end + 1;
        ++number;
        if (line.empty() || line[0] == '#')
            continue;
        const auto digest = parseDigest(line);
        if (!digest)
            return Error{ErrorCode::BadData, file, "line " + std::to_string(number) + ": no digest of 128 hex digits"};
        digests.push_back(*digest);
    }
    return digests;
}

Result<void> readListen(const Arguments& arguments, ServerOptions& options)
{
    const std::string text = arguments.value("--listen").value_or("127.0.0.1:11335");
    const bool isAnyPort = text.ends_with(":0");
    const auto server = parseServer(isAnyPort ? text.substr(0, text.size() - 2) : text);
    if (!server || !IpAddress::parse(server->host))
        return badValue("--listen", text, "give ADDRESS:PORT");
    options.address = server->host;
    options.port = isAnyPort ? 0 : server->port;
    return {};
}

Result<void> readRights(const Arguments& arguments, ServerOptions& options)
{
    for (const std::string& file : arguments.values("--keypair")) {
        auto keypair = Keypair::read(file);
        if (!keypair)
            return keypair.error();
        ServerKey& key = options.keys.emplace_back();
        key.keypair = std::move(*keypair);
        key.name = file;
    }
    const auto writers = networks(arguments, "--allow-update");
    const auto blocked = networks(arguments, "--block");
    if (!writers || !blocked)
        return writers ? blocked.error() : writers.error();
    options.allowUpdate = *writers;
    options.blocked = *blocked;
    options.allowUpdateKeys = arguments.values("--allow-update-key");
    options.encryptedOnly = arguments.has("--encrypted-only");
    options.readOnly = arguments.has("--read-only");
    if (options.encryptedOnly && options.keys.empty())
        return badValue("--encrypted-only", {}, "needs a --keypair");
    if (const auto file = arguments.value("--skip-hashes")) {
        auto digests = readDigests(*file);
        if (!digests)
            return digests.error();
        options.skipHashes = std::move(*digests);
    }
    return {};
}

Result<void> readNumbers(const Arguments& arguments, ServerOptions& options, LocalStorageOptions& storage)
{
    constexpr uint64_t century = 3'155'760'000;
    const auto sync = arguments.number("--sync", 60, 1, 86'400);
    const auto expire = arguments.number("--expire", 0, 0, century);
    const auto delay = arguments.number("--delay", 0, 0, century);
    const auto rate = arguments.number("--rate", 0, 0, 1'000'000);
    const auto burst = arguments.number("--burst", 100, 1, 1'000'000);
    const auto threads = arguments.number("--threads", 1, 1, 64);
    for (const auto* number : {&sync, &expire, &delay, &rate, &burst, &threads}) {
        if (!*number)
            return number->error();
    }
    // Without a wait for the disk changes survive the end of this program, however it ends.
    storage.syncsJournal = arguments.has("--durable");
    storage.syncInterval = std::chrono::seconds(*sync);
    storage.expiry.seconds = static_cast<int64_t>(*expire);
    options.delay = std::chrono::seconds(*delay);
    options.rateLimit.rate = static_cast<double>(*rate);
    options.rateLimit.burst = static_cast<double>(*burst);
    options.threads = static_cast<unsigned>(*threads);
    return {};
}

// Until the token asks for a stop, with a call every few seconds.
void waitForStop(const std::stop_token& stop, const std::function<void()>& now)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        changed.wait_for(lock, stop, statisticsInterval, [] { return false; });
        now();
    }
}

ExitCode runServe(const Arguments& arguments)
{
    const auto file = arguments.value("--storage");
    if (!file || !arguments.operands().empty()) {
        complain("fuzzy serve: name the storage with --storage FILE");
        return exitUsage;
    }
    ServerOptions options;
    LocalStorageOptions storageOptions;
    for (const auto& read : {readListen(arguments, options), readRights(arguments, options),
             readNumbers(arguments, options, storageOptions)}) {
        if (!read)
            return fail(read.error());
    }
    const InterruptGuard interrupt;
    auto storage = LocalStorage::open(*file, storageOptions, RunContext(interrupt.stopToken(), nullptr, 1));
    if (!storage)
        return fail(storage.error());
    auto server = FuzzyServer::start(*storage, options);
    if (!server)
        return fail(server.error());
    writeLine("Listening on " + (*server)->address());
    if (finishOutput(exitDone) != exitDone)
        return exitIoError;

    const auto statisticsFile = arguments.value("--stats");
    bool isWritten = true;
    waitForStop(interrupt.stopToken(), [&] {
        isWritten = !statisticsFile
            || writeFileAtomically(*statisticsFile, statisticsJson((*server)->statistics()) + "\n").ok();
    });
    if (!isWritten)
        complain(*statisticsFile + ": cannot be written");
    server->reset(); // answers what it took
    const auto flushed = (*storage)->flush();
    if (!flushed)
        return fail(flushed.error());
    return isWritten ? exitDone : exitSomeFailed;
}

} // namespace

Verb fuzzyServeVerb()
{
    return {"fuzzy", "serve", "", "serve a storage file to rspamd and to Assay, until it is interrupted", serveOptions,
        runServe};
}

} // namespace assay::ctl
