// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

using Sha256 = std::array<uint8_t, 32>;
using Blake2b512 = std::array<uint8_t, 64>;

Sha256 sha256(std::string_view bytes);
Blake2b512 blake2b512(std::string_view bytes);

// SHA-256 of bytes that arrive in pieces. One thread at a time.
class Sha256Stream
{
public:
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(Sha256Stream&&) noexcept;
    Sha256Stream& operator=(Sha256Stream&&) noexcept;
    void add(std::string_view bytes);
    Sha256 finish(); // ends the stream

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

// Lower-case hexadecimal.
std::string toHex(std::string_view bytes);
template <size_t N>
std::string toHex(const std::array<uint8_t, N>& bytes)
{
    return toHex(std::string_view(reinterpret_cast<const char*>(bytes.data()), N));
}

} // namespace assay
