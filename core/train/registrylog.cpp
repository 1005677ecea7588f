// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/registrylog.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/text/ucl.h"
#include "core/train/registryfiles.h"
#include "core/train/registrynames.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::train {
namespace fs = std::filesystem;
namespace {

// A file that others wrote may be longer than ours ever are.
constexpr uint64_t longestFile = uint64_t{64} << 20;
constexpr size_t longestDetail = 64u << 10;

void splitLines(std::string_view text, std::vector<std::string>& out)
{
    for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        if (end > 0)
            out.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
}

// Appends to an opened file in one call; takes back what a full disk let through.
Result<void> appendTo(int descriptor, const fs::path& file, std::string_view line)
{
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return changeError(file);
    char last = '\n';
    if (status.st_size > 0 && ::pread(descriptor, &last, 1, status.st_size - 1) != 1)
        return changeError(file);
    // After a torn line a new one begins.
    const std::string bytes = (last == '\n' ? "" : "\n") + std::string(line) + "\n";
    errno = ENOSPC;
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written == static_cast<ssize_t>(bytes.size()) && ::fdatasync(descriptor) == 0)
        return {};
    const Error error = changeError(file);
    if (::ftruncate(descriptor, status.st_size) != 0) { } // a torn line is left out by readers
    return error;
}

// The value as JSON text; depth and size are bounded by the reader that made it.
void writeValue(JsonWriter& json, const UclValue& value)
{
    switch (value.kind) {
    case UclValue::Kind::Null:
        json.null();
        break;
    case UclValue::Kind::Bool:
        json.value(value.asBool(false));
        break;
    case UclValue::Kind::Number:
        json.value(value.number);
        break;
    case UclValue::Kind::String:
        json.value(value.text);
        break;
    case UclValue::Kind::Array:
        json.beginArray();
        for (const UclValue& element : value.values)
            writeValue(json, element);
        json.endArray();
        break;
    case UclValue::Kind::Object:
        json.beginObject();
        for (size_t i = 0; i < value.values.size(); ++i) {
            json.key(value.keys[i]);
            writeValue(json, value.values[i]);
        }
        json.endObject();
        break;
    }
}

} // namespace

RegistryLog::RegistryLog(fs::path directory, std::string_view name, uint64_t limit)
    : m_directory(std::move(directory))
    , m_file(m_directory / (std::string(name) + ".jsonl"))
    , m_name(name)
    , m_limit(limit)
{
}

fs::path RegistryLog::numbered(uint64_t number) const
{
    return m_directory / (m_name + "." + std::to_string(number) + ".jsonl");
}

uint64_t RegistryLog::lastNumber() const
{
    uint64_t last = 0;
    for (const std::string& name : namesIn(m_directory)) {
        const size_t head = m_name.size() + 1, tail = std::string_view(".jsonl").size();
        if (name.size() <= head + tail || !name.starts_with(m_name + ".") || !name.ends_with(".jsonl"))
            continue;
        const auto number = asVersionNumber(std::string_view(name).substr(head, name.size() - head - tail));
        last = std::max(last, number.value_or(0));
    }
    return last;
}

Result<void> RegistryLog::rotate() const
{
    struct stat status = {};
    if (::lstat(m_file.c_str(), &status) != 0 || static_cast<uint64_t>(status.st_size) < m_limit)
        return {};
    if (::rename(m_file.c_str(), numbered(lastNumber() + 1).c_str()) != 0)
        return changeError(m_file);
    return syncDirectory(m_directory);
}

Result<void> RegistryLog::append(std::string_view line) const
{
    if (line.size() > longestLine)
        return Error{ErrorCode::LimitExceeded, m_file.string(), "a line of " + std::to_string(line.size()) + " bytes"};
    if (const auto rotated = rotate(); !rotated)
        return rotated;
    const int descriptor = ::open(m_file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0)
        return changeError(m_file);
    const auto done = appendTo(descriptor, m_file, line);
    ::close(descriptor);
    return done;
}

Result<std::vector<std::string>> RegistryLog::lines() const
{
    std::vector<std::string> out;
    for (const fs::path& file : {numbered(lastNumber()), m_file}) {
        const auto text = readFile(file, longestFile);
        if (text)
            splitLines(*text, out);
        else if (text.error().code != ErrorCode::NotFound)
            return text.error();
    }
    return out;
}

std::string decisionToJson(const Decision& decision)
{
    JsonWriter json;
    json.beginObject().member("utc", toIsoMilliseconds(decision.at)).member("job", decision.job);
    json.member("event", decision.event).member("model", decision.model).member("version", decision.version);
    json.member("user", decision.user).key("data");
    const auto data = parseUcl(decision.data.empty() ? "{}" : decision.data);
    if (data && data->isObject() && decision.data.size() <= longestDetail)
        writeValue(json, *data);
    else
        json.beginObject().member("text", std::string_view(decision.data).substr(0, longestDetail)).endObject();
    return json.endObject().take();
}

Result<Decision> decisionFromJson(std::string_view line)
{
    const auto top = parseUcl(line);
    if (!top)
        return top.error();
    const auto text = [&](std::string_view key) {
        const UclValue* value = top->find(key);
        return value && value->kind == UclValue::Kind::String ? toValidUtf8(value->text) : std::string();
    };
    const auto at = fromIsoMilliseconds(text("utc"));
    Decision decision{at.value_or(0), text("job"), text("event"), text("model"), text("version"), text("user"), "{}"};
    if (!at || decision.event.empty())
        return Error{ErrorCode::BadData, "decision", "without time or event"};
    if (const UclValue* data = top->find("data"); data && data->isObject()) {
        JsonWriter json;
        writeValue(json, *data);
        decision.data = json.take();
    }
    return decision;
}

} // namespace assay::train
