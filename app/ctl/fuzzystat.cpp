// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy stat|keypair
#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/interrupt.h"
#include "core/base/time.h"
#include "core/fuzzy/storage/localstorage.h"
#include "core/fuzzy/wire/remotestorage.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace assay::ctl {
namespace {

using namespace fuzzy;

constexpr OptionSpec statOptions[] = {
    {"--storage", "FILE", "a storage file", false},
    {"--server", "HOST:PORT", "or a server", false},
    {"--key", "PUBKEY", "public key of the server; encrypts", false},
    {"--json", "", "print JSON", false},
};
constexpr OptionSpec keypairOptions[] = {
    {"-u", "", "in the form of rspamd's configuration (the only one, and the default)", false},
    {"--out", "FILE", "write it to a new file that only its owner may read", false},
};

ExitCode statStorage(const std::string& file, bool isJson, const RunContext& context)
{
    LocalStorageOptions options;
    options.readOnly = true;
    const auto storage = LocalStorage::open(file, options, context);
    if (!storage)
        return fail(storage.error());
    const auto statistics = (*storage)->statistics();
    if (!statistics)
        return fail(statistics.error());
    if (!isJson) {
        writeLine(file + ": " + std::to_string(statistics->hashes) + " hashes, "
            + std::to_string(statistics->shingleHashes) + " with shingles, " + std::to_string(statistics->fileBytes)
            + " bytes");
        for (const auto& [flag, hashes] : statistics->byFlag)
            writeLine("flag " + std::to_string(flag) + ": " + std::to_string(hashes));
        return finishOutput(exitDone);
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.fuzzystat/1").member("storage", file);
    json.member("hashes", statistics->hashes).member("shingle_hashes", statistics->shingleHashes);
    json.member("pending", statistics->pending).member("bytes", statistics->fileBytes);
    json.key("flags").beginObject();
    for (const auto& [flag, hashes] : statistics->byFlag)
        json.member(std::to_string(flag), hashes);
    json.endObject();
    if (statistics->hashes > 0)
        json.member("oldest", toIsoStringUtc(statistics->oldest)).member("newest", toIsoStringUtc(statistics->newest));
    json.key("sources").beginArray();
    for (const SourceVersion& source : statistics->sources) {
        json.beginObject().member("name", source.name).member("version", source.version);
        json.member("last", toIsoStringUtc(source.last)).endObject();
    }
    writeLine(json.endArray().endObject().take());
    return finishOutput(exitDone);
}

ExitCode statServer(const Arguments& arguments, const RunContext& context)
{
    auto options = parseServer(*arguments.value("--server"));
    if (!options)
        return fail(options.error());
    if (const auto text = arguments.value("--key")) {
        options->serverKey = parsePublicKey(*text);
        if (!options->serverKey)
            return fail(Error{ErrorCode::BadArgument, "--key " + *text, "no public key of 52 characters"});
    }
    RemoteStorage server(*options);
    const auto start = std::chrono::steady_clock::now();
    const auto count = server.count(context);
    if (!count)
        return fail(count.error());
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    if (!arguments.has("--json")) {
        writeLine(server.title() + ": " + std::to_string(*count) + " hashes");
        return finishOutput(exitDone);
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.fuzzystat/1").member("server", server.title());
    json.member("encrypted", options->serverKey.has_value()).member("hashes", *count).member("ms", ms);
    writeLine(json.endObject().take());
    return finishOutput(exitDone);
}

ExitCode runStat(const Arguments& arguments)
{
    const auto file = arguments.value("--storage");
    if (file.has_value() == arguments.has("--server") || !arguments.operands().empty()) {
        complain("fuzzy stat: give --storage FILE or --server HOST:PORT");
        return exitUsage;
    }
    const InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    return file ? statStorage(*file, arguments.has("--json"), context) : statServer(arguments, context);
}

ExitCode writeSecret(const std::string& file, const std::string& text)
{
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail(Error::fromErrno(errno, file));
    const bool isWritten =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(descriptor) == 0;
    const int failure = errno;
    close(descriptor);
    return isWritten ? exitDone : fail(Error::fromErrno(failure, file));
}

ExitCode runKeypair(const Arguments& arguments)
{
    if (!arguments.operands().empty()) {
        complain("fuzzy keypair: takes no FILE; --out FILE names where to write");
        return exitUsage;
    }
    const Keypair pair = Keypair::generate();
    if (const auto file = arguments.value("--out")) {
        writeLine(keyText(pair.publicKey));
        return finishOutput(writeSecret(*file, pair.toUcl()));
    }
    writeOut(pair.toUcl());
    return finishOutput(exitDone);
}

} // namespace

Verb fuzzyStatVerb()
{
    return {"fuzzy", "stat", "", "what a storage file holds, or how many hashes a server has", statOptions, runStat};
}

Verb fuzzyKeypairVerb()
{
    return {"fuzzy", "keypair", "", "make a key pair for a server", keypairOptions, runKeypair};
}

} // namespace assay::ctl
