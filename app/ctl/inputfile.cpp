// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/inputfile.h"

#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace assay::ctl {
namespace {

constexpr uint64_t largestInput = uint64_t{2} << 30;

// Copies standard input into the memory file.
Result<void> spool(int descriptor)
{
    std::vector<char> buffer(size_t{256} << 10);
    uint64_t total = 0;
    while (true) {
        const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error::fromErrno(errno, "standard input");
        if (got == 0)
            return {};
        total += static_cast<uint64_t>(got);
        if (total > largestInput)
            return Error{ErrorCode::LimitExceeded, "standard input", "more than 2 GiB; save it to a file first"};
        for (ssize_t written = 0; written < got;) {
            const ssize_t put = write(descriptor, buffer.data() + written, static_cast<size_t>(got - written));
            if (put < 0 && errno == EINTR)
                continue;
            if (put < 0)
                return Error::fromErrno(errno, "standard input");
            written += put;
        }
    }
}

} // namespace

InputOperand::InputOperand(InputOperand&& other) noexcept
    : m_title(std::move(other.m_title))
    , m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

InputOperand::~InputOperand()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

Result<InputOperand> InputOperand::open(const std::string& operand)
{
    if (operand != "-")
        return InputOperand(operand, operand, -1);
    const int descriptor = memfd_create("assay-standard-input", MFD_CLOEXEC);
    if (descriptor < 0)
        return Error::fromErrno(errno, "standard input");
    InputOperand input("-", "/proc/self/fd/" + std::to_string(descriptor), descriptor);
    const auto spooled = spool(descriptor);
    if (!spooled)
        return spooled.error();
    return input;
}

} // namespace assay::ctl
