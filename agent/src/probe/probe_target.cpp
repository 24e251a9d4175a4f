#include "probe/server_endpoint.hpp"

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr std::size_t longest_target = 4096;

Result<ProbeTarget> bad(std::string_view text, std::string why)
{
    return fail(Errc::usage, std::move(why), printable(text.substr(0, 200)));
}

bool all_of(std::string_view text, bool (*holds)(unsigned char))
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [&](char c) { return holds(static_cast<unsigned char>(c)); });
}

/// What SMB lets nobody have in a name (MS-FSCC 2.1.5), and what would not survive a command line.
bool is_name(std::string_view text)
{
    return text != "." && text != ".." && all_of(text, [](unsigned char c) {
               constexpr std::string_view never = "\"*:<>?|";
               return c >= 0x20 && c != 0x7f && never.find(static_cast<char>(c)) == std::string_view::npos;
           });
}

std::string_view cut(std::string_view& text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    const auto head = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return head;
}

} // namespace

std::string_view to_string(ProbeVerdict verdict)
{
    switch (verdict) {
    case ProbeVerdict::encrypted:
        return "encrypted";
    case ProbeVerdict::refused_as_required:
        return "refused_as_required";
    case ProbeVerdict::plaintext_allowed:
        return "plaintext_allowed";
    case ProbeVerdict::unreachable:
        return "unreachable";
    case ProbeVerdict::inconclusive:
        return "inconclusive";
    }
    return "inconclusive";
}

std::string_view to_string(ProbeMethod method)
{
    switch (method) {
    case ProbeMethod::smbclient:
        return "smbclient";
    case ProbeMethod::libsmbclient:
        return "libsmbclient";
    }
    return "smbclient";
}

Result<ProbeTarget> parse_probe_target(std::string_view text)
{
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '\\', '/');
    std::string_view rest = plain;
    if (text.size() > longest_target) {
        return bad(text, "longer than " + std::to_string(longest_target) + " bytes");
    }
    if (equals_icase(rest.substr(0, 4), "smb:")) {
        rest.remove_prefix(4);
    }
    if (!rest.starts_with("//")) {
        return bad(text, "not of the form //SERVER/SHARE");
    }
    rest.remove_prefix(2);
    ProbeTarget target;
    const auto server = parse_server(cut(rest, '/'));
    if (!server) {
        return bad(text, "the server is no name and no address, or its port is no port");
    }
    target.server = server->name;
    target.port = server->port;
    target.share = cut(rest, '/');
    if (!is_name(target.share)) {
        return bad(text, target.share.empty() ? "names no share" : "the share is no name");
    }
    while (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    target.path = rest;
    while (!rest.empty()) {
        if (!is_name(cut(rest, '/'))) {
            return bad(text, "the path has a part that is no name");
        }
    }
    return target;
}

} // namespace gpseal::agent
