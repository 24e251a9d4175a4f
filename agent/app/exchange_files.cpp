#include "exchange_files.hpp"

#include "call_options.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <span>

namespace gpseal::app {

namespace {

constexpr std::string_view standard_stream = "-";

Result<std::vector<std::byte>> read_standard_input(std::size_t limit)
{
    std::vector<std::byte> content;
    std::array<std::byte, 65536> part{};
    while (true) {
        const auto got = ::read(STDIN_FILENO, part.data(), part.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(Errc::io, std::string("cannot be read: ") + std::strerror(errno), source_name("-"));
        }
        if (got == 0) {
            return content;
        }
        const auto bytes = std::span(part).first(static_cast<std::size_t>(got));
        if (content.size() + bytes.size() > limit) {
            return fail(Errc::limit_exceeded, "has more than the limit of " + std::to_string(limit) + " bytes",
                        source_name("-"));
        }
        content.insert(content.end(), bytes.begin(), bytes.end());
    }
}

/// The process' mask; asking for it means setting it.
mode_t file_mode_mask()
{
    const auto mask = ::umask(S_IRWXG | S_IRWXO);
    ::umask(mask);
    return mask;
}

} // namespace

Result<std::vector<std::byte>> read_source(const std::string& name, std::size_t limit)
{
    return name == standard_stream ? read_standard_input(limit) : agent::read_file(name, limit);
}

std::string source_name(const std::string& name)
{
    return name == standard_stream ? "standard input" : name;
}

Result<void> write_target(const Invocation& call, const std::string& name, std::string_view content)
{
    if (name == standard_stream) {
        call.out << content;
        return {};
    }
    const auto present = agent::identify(name);
    if (!present) {
        return fail(present.error());
    }
    if (*present && !flag(call, "replace")) {
        return fail(Errc::refused, "is there already and was left as it is; --replace replaces it", name);
    }
    return agent::replace_file(name, content, {.mode = 0644U & ~file_mode_mask(), .expected = *present});
}

} // namespace gpseal::app
