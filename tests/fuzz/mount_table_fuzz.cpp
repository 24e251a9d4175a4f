// Input: a file like /proc/mounts or fstab(5).
// Oracle: written out again as the kernel writes it, an accepted table reads back the same; every server that is found
// reads back from its own form.

#include "probe/mount_table.hpp"

#include <cstdlib>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

std::string escaped(const std::string& text, std::string_view special)
{
    std::string out;
    for (const char c : text) {
        if (special.find(c) == std::string_view::npos) {
            out += c;
            continue;
        }
        const auto value = static_cast<unsigned>(static_cast<unsigned char>(c));
        out += '\\';
        for (const auto shift : {6U, 3U, 0U}) {
            out += static_cast<char>('0' + ((value >> shift) & 7U));
        }
    }
    return out;
}

std::string written(const MountEntry& entry)
{
    constexpr std::string_view special = " \t\n\\#";
    std::string options;
    for (const auto& option : entry.options) {
        options += (options.empty() ? "" : ",") + escaped(option, " \t\n\\#,");
    }
    return escaped(entry.source, special) + " " + escaped(entry.target, special) + " " + escaped(entry.type, special) +
           " " + options + "\n";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto entries = parse_mount_table(text, "fuzz");
    if (!entries) {
        return 0;
    }
    for (const auto& entry : *entries) {
        auto again = parse_mount_table(written(entry), "fuzz");
        require(again && again->size() == 1);
        again->front().line = entry.line;
        require(again->front() == entry);
        for (const auto& option : entry.options) {
            const auto name = option.substr(0, option.find('='));
            require(entry.has_option(option));
            require(name == option || entry.has_option(name + '=' + std::string(entry.option(name)))); // the first one
        }
        require(entry.is_smb() == (entry.type == "cifs" || entry.type == "smb3"));
        if (const auto server = server_of(entry)) {
            const auto read = parse_server(to_string(*server));
            require(read && read->name == server->name && read->port == server->port);
        }
    }
    return 0;
}
