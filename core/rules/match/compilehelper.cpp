// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/compilehelper.h"

#include "core/rules/match/helperprotocol.h"

#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <hs/hs.h>
#include <memory>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>
#include <vector>

namespace assay::rules {

namespace {

bool readFully(int descriptor, char* buffer, size_t length)
{
    while (length > 0) {
        const ssize_t got = read(descriptor, buffer, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        buffer += got;
        length -= static_cast<size_t>(got);
    }
    return true;
}

bool writeFully(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

std::optional<std::string> readFrame(int descriptor)
{
    std::string head(8, '\0');
    if (!readFully(descriptor, head.data(), head.size()))
        return {};
    const uint64_t length = ByteReader(head).u64();
    if (length > maximumFrame)
        return {};
    std::string frame(length, '\0');
    if (!readFully(descriptor, frame.data(), frame.size()))
        return {};
    return frame;
}

bool writeFrame(int descriptor, std::string_view frame)
{
    return writeFully(descriptor, ByteWriter().u64(frame.size()).bytes()) && writeFully(descriptor, frame);
}

void limitProcess(const CompileHelperOptions& options)
{
    const rlimit memory{options.memoryBytes, options.memoryBytes};
    const rlimit noCore{0, 0};
    setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_CORE, &noCore);
    setpriority(PRIO_PROCESS, 0, options.niceness);
    sigset_t profiling;
    sigemptyset(&profiling);
    sigaddset(&profiling, SIGPROF);
    std::signal(SIGPROF, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &profiling, nullptr); // the starter may have blocked it
}

// Ends the process when more processor time passes than allowed; 0 takes the limit away.
void setTimeBox(double seconds)
{
    itimerval timer{};
    timer.it_value.tv_sec = static_cast<time_t>(seconds);
    timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
    setitimer(ITIMER_PROF, &timer, nullptr);
}

double processSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

using Database = std::unique_ptr<hs_database_t, decltype(&hs_free_database)>;

void takeError(hs_compile_error_t* error, HelperReply& reply)
{
    reply.ok = false;
    reply.message = error && error->message ? error->message : "the pattern library failed";
    reply.badPattern = error ? error->expression : -1;
    hs_free_compile_error(error);
}

HelperReply test(const HelperPattern& pattern)
{
    HelperReply reply;
    hs_database_t* raw = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile(pattern.text.c_str(), pattern.flags, HS_MODE_BLOCK, nullptr, &raw, &error) != HS_SUCCESS) {
        takeError(error, reply);
        return reply;
    }
    const Database database(raw, hs_free_database);
    hs_expr_info_t* info = nullptr;
    if (hs_expression_info(pattern.text.c_str(), pattern.flags, &info, &error) != HS_SUCCESS || !info) {
        takeError(error, reply);
        return reply;
    }
    reply.ok = true;
    reply.maxWidth = info->max_width;
    std::free(info);
    return reply;
}

HelperReply build(const std::vector<HelperPattern>& patterns)
{
    std::vector<const char*> texts;
    std::vector<unsigned> flags, ids;
    for (const HelperPattern& pattern : patterns) {
        texts.push_back(pattern.text.c_str());
        flags.push_back(pattern.flags);
        ids.push_back(pattern.id);
    }
    HelperReply reply;
    hs_database_t* raw = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()), HS_MODE_BLOCK,
            nullptr, &raw, &error)
        != HS_SUCCESS) {
        takeError(error, reply);
        return reply;
    }
    const Database database(raw, hs_free_database);
    char* bytes = nullptr;
    size_t length = 0;
    if (hs_serialize_database(database.get(), &bytes, &length) != HS_SUCCESS) {
        reply.message = "the database cannot be serialised";
        return reply;
    }
    reply.ok = true;
    reply.database.assign(bytes, length);
    std::free(bytes);
    return reply;
}

} // namespace

int runCompileHelper(int input, int output, const CompileHelperOptions& options)
{
    limitProcess(options);
    while (const std::optional<std::string> frame = readFrame(input)) {
        const std::optional<HelperRequest> request = decodeRequest(*frame);
        if (!request || !(request->cpuSeconds > 0))
            return 65;
        const double start = processSeconds();
        setTimeBox(request->cpuSeconds);
        HelperReply reply =
            request->kind == HelperRequest::Kind::Test ? test(request->patterns.front()) : build(request->patterns);
        setTimeBox(0);
        reply.cpuSeconds = processSeconds() - start;
        if (!writeFrame(output, encode(reply)))
            return 74;
    }
    return 0;
}

} // namespace assay::rules
