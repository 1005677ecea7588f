// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl show
#include "app/ctl/inputfile.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/itemjson.h"
#include "app/ctl/requestsetjson.h"
#include "app/ctl/showverb.h"
#include "app/ctl/trafficoptions.h"

#include "core/base/file.h"
#include "core/corpus/source.h"
#include "core/corpus/traffic/spool.h"
#include "core/mail/message.h"
#include "core/report/hitjson.h"

#include <optional>

namespace assay::ctl {
namespace {

constexpr uint64_t maxBytes = uint64_t{1} << 30;

constexpr OptionSpec options[] = {
    {"--item", "I", "which item: its number or its name (default: the first)", false},
    {"--json", "", "one JSON object", false},
    logFormatOption,
    logPatternOption,
    logSchemaOption,
    logHostOption,
    logZoneOption,
    bucketOption,
    {"--own-host", "NAME", "a host of yours: its Received and Authentication-Results are trusted", true},
};

// Finds one item of a source and stops there.
class ItemFinder : public SourceSink
{
public:
    explicit ItemFinder(std::string wanted, std::stop_source& stop)
        : m_wanted(std::move(wanted))
        , m_stop(stop)
    {
    }

    uint32_t beginContainer(const Container& container) override
    {
        m_containers.push_back(container);
        return static_cast<uint32_t>(m_containers.size() - 1);
    }
    void items(std::span<const ItemRecord> records) override
    {
        for (const ItemRecord& record : records) {
            if (!m_found && (m_wanted.empty() || record.name == m_wanted || std::to_string(m_count) == m_wanted)) {
                m_found = record;
                m_stop.request_stop();
            }
            ++m_count;
        }
    }
    void endContainer(uint32_t number, const Container& container) override { m_containers[number] = container; }

    const std::optional<ItemRecord>& found() const { return m_found; }
    const Container& container() const { return m_containers[m_found->container]; }
    const std::vector<Container>& containers() const { return m_containers; }
    uint64_t count() const { return m_count; }

private:
    std::string m_wanted;
    std::stop_source& m_stop;
    std::vector<Container> m_containers;
    std::optional<ItemRecord> m_found;
    uint64_t m_count = 0;
};

struct LoadedItemOfFile
{
    ItemKind kind = ItemKind::Message;
    std::string bytes;
    DefectSet defects;
};

// A file that no reader knows is shown as a single message, so that nothing disappears.
Result<LoadedItemOfFile> loadWholeFile(const InputOperand& input, DefectSet defects)
{
    auto bytes = readFile(input.path(), maxBytes);
    if (!bytes)
        return bytes.error();
    return LoadedItemOfFile{ItemKind::Message, std::move(*bytes), defects};
}

Result<LoadedItemOfFile> loadItem(const InputOperand& input, const std::string& wanted, const TrafficOptions& traffic)
{
    std::stop_source stop;
    ItemFinder finder(wanted, stop);
    const RunContext context(stop.get_token(), nullptr, 1);
    ReadOptions reading;
    reading.traffic = traffic;
    reading.spools = std::make_shared<SpoolStore>();
    const auto read = readSource(input.path(), reading, finder, context);
    if (!finder.found()) {
        std::error_code ignored;
        const bool single = finder.count() == 0 && std::filesystem::is_regular_file(input.path(), ignored);
        DefectSet defects;
        for (const Container& container : finder.containers())
            defects.add(container.defects);
        const bool unknown = read.ok() || read.error().code == ErrorCode::NotRecognised;
        if (single && unknown && (wanted.empty() || wanted == "0"))
            return loadWholeFile(input, defects);
        if (!read)
            return read.error();
        return Error{ErrorCode::NotFound, "item " + (wanted.empty() ? std::string("0") : wanted),
            input.title() + " has " + std::to_string(finder.count()) + " items"};
    }
    ItemLoader loader(input.path(), reading);
    auto bytes = loader.load(finder.container(), *finder.found(), maxBytes);
    if (!bytes)
        return bytes.error();
    return LoadedItemOfFile{
        finder.found()->kind, unquotedMessage(*bytes, finder.container().format), finder.found()->defects};
}

void writeText(JsonWriter& json, std::string_view name, const std::optional<std::string>& text)
{
    json.key(name);
    if (text)
        json.value(*text);
    else
        json.null();
}

void writeTime(JsonWriter& json, const std::optional<Timestamp>& time)
{
    writeText(json, "date", time ? std::optional(toIsoString(*time)) : std::nullopt);
}

std::optional<std::string> addressText(const std::optional<IpAddress>& address)
{
    return address ? std::optional(address->toString()) : std::nullopt;
}

void writeHeaders(JsonWriter& json, const Message& message)
{
    json.key("headers").beginArray();
    for (const MailHeader& header : message.headers()) {
        json.beginObject().member("name", header.name).member("raw", header.raw).member("decoded", header.decoded);
        json.key("offset").decimalString(header.offset).member("length", header.length).endObject();
    }
    json.endArray();
}

void writeAddresses(JsonWriter& json, std::string_view name, const std::vector<MailAddress>& addresses)
{
    json.key(name).beginArray();
    for (const MailAddress& address : addresses) {
        json.beginObject().member("name", address.name).member("address", address.address);
        if (!address.domainUnicode.empty())
            json.member("domain", address.domainUnicode);
        if (address.nameHoldsAddress)
            json.member("display_name_spoof", true);
        if (address.mixedScripts)
            json.member("mixed_scripts", true);
        json.endObject();
    }
    json.endArray();
}

void writeReceived(JsonWriter& json, const Message& message)
{
    json.key("received").beginArray();
    for (const ReceivedHop& hop : message.received()) {
        json.beginObject().member("from", hop.from).member("by", hop.by);
        writeText(json, "ip", addressText(hop.ip));
        json.member("with", hop.with);
        writeTime(json, hop.date);
        json.member("helo", hop.helo)
            .member("reverse_name", hop.reverseName)
            .member("tls", hop.tls)
            .member("id", hop.id);
        json.member("for", hop.forAddress).member("trusted", hop.trusted).endObject();
    }
    json.endArray();
}

void writeAuthentication(JsonWriter& json, const Message& message)
{
    json.key("authentication").beginArray();
    for (const AuthResult& result : message.authentication()) {
        json.beginObject().member("method", result.methodName).member("result", result.result);
        json.member("reason", result.reason).member("properties", result.properties).member("server", result.server);
        json.member("by_own_server", result.byOwnServer).endObject();
    }
    json.endArray();
}

void writeParts(JsonWriter& json, const Message& message)
{
    json.key("parts").beginArray();
    for (const MailPart& part : message.parts()) {
        json.beginObject().member("path", part.path).member("type", part.type).member("charset", part.charset);
        json.member("encoding", part.encoding);
        writeText(json, "filename", part.fileName.empty() ? std::nullopt : std::optional(part.fileName));
        writeText(json, "saved_name", part.savedName.empty() ? std::nullopt : std::optional(part.savedName));
        json.member("disposition", part.disposition).member("content_id", part.contentId);
        json.member("content_type", part.contentType).key("offset");
        if (part.insideEncodedMessage)
            json.null();
        else
            json.decimalString(part.bodyOffset);
        json.member("bytes", part.bodyBytes).member("decoded_bytes", part.decodedBytes);
        writeText(json, "sha256",
            part.isContainer || part.sha256 == Sha256{} ? std::nullopt : std::optional(toHex(part.sha256)));
        json.member("is_attachment", part.isAttachment).member("is_container", part.isContainer);
        json.member("deceptive_name", part.deceptiveName).endObject();
    }
    json.endArray();
}

void writeUrls(JsonWriter& json, const Message& message)
{
    json.key("urls").beginArray();
    for (const MailUrl& url : message.urls()) {
        json.beginObject().member("url", url.url).member("host", url.host).member("source", url.source);
        json.member("text", url.text).member("deceptive", url.deceptive).endObject();
    }
    json.endArray();
}

void writeMessage(JsonWriter& json, const Message& message, const std::string& source, DefectSet defects)
{
    const MessageSummary& summary = message.summary();
    json.beginObject().member("schema", "assay.message/1").member("source", source);
    writeHeaders(json, message);
    writeAddresses(json, "from", message.from());
    writeAddresses(json, "to", message.to());
    writeAddresses(json, "cc", message.cc());
    json.member("subject", summary.subject);
    writeTime(json, summary.date);
    json.member("date_from_received", summary.dateFromReceived).member("message_id", summary.messageId);
    writeText(json, "ip", addressText(summary.sourceIp));
    writeReceived(json, message);
    writeAuthentication(json, message);
    writeParts(json, message);
    json.member("text", message.text()).member("hidden_text", message.hiddenText());
    writeUrls(json, message);
    json.member("language", message.language());
    defects.add(message.defects());
    report::writeDefectsJson(json, defects);
    json.endObject();
}

std::string joined(const std::vector<MailAddress>& addresses)
{
    std::string all;
    for (const MailAddress& address : addresses) {
        all += all.empty() ? "" : ", ";
        all += address.name.empty() ? address.address : address.name + " <" + address.address + ">";
    }
    return all;
}

// For people at a terminal: control characters of the mail must not reach it.
std::string printable(std::string_view text)
{
    std::string clean;
    for (const char c : toValidUtf8(text))
        clean += (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F ? '?' : c;
    return clean;
}

void printMessage(const Message& message, DefectSet defects)
{
    const MessageSummary& summary = message.summary();
    writeLine(printable("From:    " + joined(message.from())));
    writeLine(printable("To:      " + joined(message.to())));
    writeLine(printable("Subject: " + summary.subject));
    writeLine("Date:    " + (summary.date ? toIsoString(*summary.date) : std::string()));
    for (const MailPart& part : message.parts())
        writeLine(
            printable("Part " + part.path + ": " + part.type + (part.fileName.empty() ? "" : " " + part.fileName)));
    defects.add(message.defects());
    for (const Defect defect : defects.list())
        writeLine(std::string(defectCode(defect)) + ": " + std::string(defectText(defect)));
    writeLine("");
    writeLine(printable(message.text()));
}

ExitCode showRequestSet(std::string bytes, const std::string& operand, DefectSet defects, bool isJson)
{
    const auto set = traffic::RequestSet::parse(std::move(bytes));
    if (!set)
        return fail(set.error());
    if (isJson) {
        JsonWriter json;
        writeRequestSet(json, *set, operand, defects);
        writeLine(json.text());
    } else {
        printRequestSet(*set, defects);
    }
    return finishOutput(exitDone);
}

ExitCode runShow(const Arguments& arguments)
{
    if (arguments.operands().size() != 1) {
        complain("show: give one FILE (and --item I when it holds several)");
        return exitUsage;
    }
    const std::string& operand = arguments.operands().front();
    const bool isJson = arguments.has("--json");
    const auto traffic = trafficOptions(arguments);
    if (!traffic)
        return fail(traffic.error());
    JsonWriter json;
    const auto input = InputOperand::open(operand);
    auto loaded = input ? loadItem(*input, arguments.value("--item").value_or(std::string()), *traffic)
                        : Result<LoadedItemOfFile>(input.error());
    if (!loaded) {
        if (isJson) {
            json.beginObject().member("schema", "assay.message/1").member("source", operand);
            writeErrorMember(json, loaded.error());
            writeLine(json.endObject().text());
            (void)finishOutput(exitDone);
        }
        return fail(loaded.error());
    }
    if (loaded->kind == ItemKind::RequestSet)
        return showRequestSet(std::move(loaded->bytes), operand, loaded->defects, isJson);
    MailOptions mail;
    mail.ownHosts = arguments.values("--own-host");
    const Message message = Message::parse(std::move(loaded->bytes), mail);
    if (isJson) {
        writeMessage(json, message, operand, loaded->defects);
        writeLine(json.text());
    } else {
        printMessage(message, loaded->defects);
    }
    return finishOutput(exitDone);
}

} // namespace

Verb showVerb()
{
    return {"show", "", "FILE", "show one message (headers, parts, text, links) or request set", options, runShow};
}

} // namespace assay::ctl
