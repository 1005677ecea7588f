// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic smtp
#include "app/ctl/captureinput.h"
#include "app/ctl/trafficverbs.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/mail/summary.h"

namespace assay::ctl {
namespace {

namespace fs = std::filesystem;

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a message", false},
    {"--save-eml", "DIR", "write the messages there, named after their SHA-256", false},
};

void printJson(CapturePrinter& printer, const traffic::MailTransaction& mail, const std::string& hash)
{
    const MessageSummary summary = summarizeMessage(mail.message);
    JsonWriter& json = printer.begin();
    json.member("stream", mail.stream).member("frame", mail.frame).member("ts", epochText(mail.time));
    json.member("client", mail.client.address.toString()).member("server", mail.server.address.toString());
    json.member("helo", mail.helo).member("mailfrom", mail.mailFrom).key("rcptto").beginArray();
    for (const std::string& recipient : mail.recipients)
        json.value(recipient);
    json.endArray().member("complete", mail.isComplete).member("sha256", hash);
    json.member("bytes", uint64_t{mail.message.size()}).member("subject", summary.subject);
    json.member("message_id", summary.messageId);
    printer.end();
}

void printText(const traffic::MailTransaction& mail, const std::string& hash)
{
    std::string line = std::to_string(mail.stream) + "\t" + hash.substr(0, 16) + "\t";
    line += std::to_string(mail.message.size()) + " bytes\t<" + mail.mailFrom + ">\t";
    line += summarizeMessage(mail.message).subject;
    writeLine(line);
}

Result<void> makeFolder(const std::optional<std::string>& folder)
{
    std::error_code error;
    if (folder)
        fs::create_directories(*folder, error);
    return error ? Result<void>(Error::fromErrno(error.value(), *folder)) : Result<void>();
}

ExitCode runSmtp(const Arguments& arguments)
{
    const auto folder = arguments.value("--save-eml");
    if (const auto made = makeFolder(folder); !made)
        return fail(made.error());
    CapturePrinter printer("assay.smtp/1", arguments.has("--jsonl"));
    std::optional<Error> failure;
    traffic::CaptureSink sink;
    sink.onMail = [&](traffic::MailTransaction&& mail) {
        const std::string hash = toHex(sha256(mail.message));
        printer.isJson() ? printJson(printer, mail, hash) : printText(mail, hash);
        if (!folder)
            return true;
        const auto written = writeFileAtomically(fs::path(*folder) / (hash + ".eml"), mail.message);
        if (!written)
            failure = written.error();
        return written.ok();
    };
    const ExitCode code = readCaptures(arguments, printer, sink);
    return failure ? fail(*failure) : code;
}

} // namespace

Verb trafficSmtpVerb()
{
    return {"traffic", "smtp", "FILE...", "print the messages that captures carry over SMTP", options, &runSmtp};
}

} // namespace assay::ctl
