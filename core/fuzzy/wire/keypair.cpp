// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/keypair.h"

#include "core/base/ascii.h"
#include "core/base/base32.h"
#include "core/base/cryptobox.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/text/ucl.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

constexpr size_t keyCharacters = 52;
constexpr uint64_t maxKeyFile = 64 << 10;

template <size_t N>
std::string_view textOf(const std::array<uint8_t, N>& bytes, size_t length = N)
{
    return {reinterpret_cast<const char*>(bytes.data()), length};
}

// A member as text, or empty.
std::string_view memberText(const UclValue& object, std::string_view key)
{
    const UclValue* value = object.find(key);
    return value ? std::string_view(value->text) : std::string_view();
}

Error badFile(const std::filesystem::path& file, std::string detail)
{
    return Error{ErrorCode::BadData, file.string(), std::move(detail)};
}

} // namespace

std::string keyText(const PublicKey& key)
{
    return toBase32(textOf(key));
}

std::optional<PublicKey> parsePublicKey(std::string_view text)
{
    PublicKey key = {};
    const auto bytes = text.size() == keyCharacters ? fromBase32(text) : std::nullopt;
    if (!bytes)
        return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
}

Keypair::~Keypair()
{
    wipe(secretKey);
}

Keypair Keypair::generate()
{
    Keypair pair;
    pair.secretKey = makeSecretKey();
    pair.publicKey = publicKeyOf(pair.secretKey);
    return pair;
}

Result<Keypair> Keypair::fromText(std::string_view publicText, std::string_view secretText)
{
    const auto publicKey = parsePublicKey(publicText);
    auto secretKey = parsePublicKey(secretText); // the same form
    if (!publicKey || !secretKey)
        return Error{ErrorCode::BadArgument, publicKey ? "private key" : "public key", "not 52 characters of base32"};
    Keypair pair;
    pair.secretKey = *secretKey;
    pair.publicKey = publicKeyOf(pair.secretKey);
    wipe(*secretKey);
    if (pair.publicKey != *publicKey)
        return Error{ErrorCode::BadArgument, std::string(publicText), "the private key belongs to another public key"};
    return pair;
}

Result<Keypair> Keypair::read(const std::filesystem::path& file)
{
    const auto text = readFile(file, maxKeyFile);
    if (!text)
        return text.error();
    const auto top = parseUcl(*text);
    if (!top)
        return badFile(file, top.error().detail);
    const UclValue* block = top->find("keypair");
    const UclValue& object = block && block->isObject() ? *block : *top;
    for (const auto& [key, wanted] : {std::pair("encoding", "base32"), std::pair("algorithm", "curve25519")}) {
        const std::string_view is = memberText(object, key);
        if (!is.empty() && !equalsIgnoringCase(is, wanted))
            return badFile(file, std::string(key) + " is " + std::string(is) + ", not " + wanted);
    }
    const auto pair = fromText(memberText(object, "pubkey"), memberText(object, "privkey"));
    if (!pair)
        return badFile(file, pair.error().toString());
    return pair;
}

std::string Keypair::toUcl() const
{
    const auto line = [](std::string_view key, std::string_view value) {
        return "    " + std::string(key) + " = \"" + std::string(value) + "\";\n";
    };
    return "keypair {\n" + line("privkey", toBase32(textOf(secretKey))) + line("id", id()) + line("encoding", "base32")
        + line("pubkey", keyText(publicKey)) + line("type", "kex") + line("algorithm", "curve25519") + "}\n";
}

std::string Keypair::id() const
{
    return toBase32(textOf(blake2b512(textOf(publicKey))));
}

std::string Keypair::shortId() const
{
    return toBase32(textOf(publicKey, 8));
}

} // namespace assay::fuzzy
