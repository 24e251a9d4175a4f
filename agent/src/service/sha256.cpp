#include "service/sha256.hpp"

#include <Poco/SHA2Engine.h>

namespace gpseal::agent {

std::string sha256_hex(std::span<const std::byte> bytes)
{
    Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
    engine.update(bytes.data(), bytes.size());
    return Poco::DigestEngine::digestToHex(engine.digest());
}

std::string sha256_hex(std::string_view text)
{
    return sha256_hex(std::as_bytes(std::span(text)));
}

} // namespace gpseal::agent
