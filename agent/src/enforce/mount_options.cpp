#include "enforce/mount_options.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace gpseal::agent::mount_options {

namespace {

constexpr std::string_view seal = "seal";
constexpr std::string_view vers = "vers=";
/// Names of dialects that cannot encrypt, as mount.cifs(8) takes them.
constexpr std::array<std::string_view, 6> too_old = {"1", "1.0", "2", "2.0", "2.1", "2.02"};

/// Empty ones are kept: joined by commas the parts are the text again.
std::vector<std::string_view> split(std::string_view options)
{
    std::vector<std::string_view> parts;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t at = 0; at < options.size(); ++at) {
        quoted = quoted != (options[at] == '"');
        if (options[at] == ',' && !quoted) {
            parts.push_back(options.substr(start, at - start));
            start = at + 1;
        }
    }
    parts.push_back(options.substr(start));
    return parts;
}

bool cannot_encrypt(std::string_view option)
{
    return option.starts_with(vers) &&
           std::find(too_old.begin(), too_old.end(), option.substr(vers.size())) != too_old.end();
}

} // namespace

std::optional<std::string> fault(std::string_view options)
{
    const auto parts = split(options);
    const auto old = std::find_if(parts.begin(), parts.end(), cannot_encrypt);
    if (old != parts.end()) {
        return "with " + std::string(*old) + ", which cannot encrypt";
    }
    return std::find(parts.begin(), parts.end(), seal) == parts.end() ? std::optional<std::string>("without seal")
                                                                      : std::nullopt;
}

std::string sealed(std::string_view options)
{
    const auto parts = split(options);
    std::string text;
    for (const auto part : parts) {
        text += text.empty() && part.data() == parts.front().data() ? "" : ",";
        text += cannot_encrypt(part) ? "vers=3" : part;
    }
    if (std::find(parts.begin(), parts.end(), seal) != parts.end()) {
        return text;
    }
    if (std::count(options.begin(), options.end(), '"') % 2 != 0) {
        return "seal," + text; // behind an open quote it would belong to it
    }
    return text + (text.empty() || text.ends_with(',') ? "seal" : ",seal");
}

std::optional<std::string> value(std::string_view options, std::string_view name)
{
    std::optional<std::string> found;
    for (const auto part : split(options)) {
        if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=') {
            found = part.substr(name.size() + 1);
        }
    }
    return found;
}

} // namespace gpseal::agent::mount_options
