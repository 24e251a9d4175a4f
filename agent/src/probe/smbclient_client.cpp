#include "probe/client_command.hpp"
#include "probe/session_client.hpp"

#include <gpseal/agent/child_process.hpp>

#include <algorithm>
#include <cctype>

namespace gpseal::agent {

namespace {

constexpr std::size_t read_limit = std::size_t{1} << 20U; ///< of a file: so much of it proves that data moved

/// smbclient's first status name; its other words are not for programs (they say "failing" and go on).
std::string status_in(std::string_view text)
{
    const auto begin = text.find("NT_STATUS_");
    if (begin == std::string_view::npos) {
        return {};
    }
    const auto rest = text.substr(begin);
    const auto end = std::find_if(rest.begin(), rest.end(), [](unsigned char c) {
        return std::isupper(c) == 0 && std::isdigit(c) == 0 && c != '_';
    });
    constexpr std::ptrdiff_t longest = 64;
    return {rest.begin(), std::min(end, rest.begin() + std::min<std::ptrdiff_t>(longest, std::ssize(rest)))};
}

/// What smbclient's -A reads (its own format: no quoting, leading blanks are dropped).
Result<std::string> authentication_file(const Credentials& credentials)
{
    std::string text;
    const std::array<std::pair<std::string_view, const std::string*>, 3> fields = {
        {{"username", &credentials.user}, {"password", &credentials.password}, {"domain", &credentials.domain}}};
    for (const auto& [name, value] : fields) {
        if (std::any_of(value->begin(), value->end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }) ||
            value->starts_with(' ') || value->starts_with('\t')) {
            return fail(Errc::unsupported, "a " + std::string(name) + " with a line break or a leading blank");
        }
        if (!value->empty() || name == "password") {
            text.append(name).append("=").append(*value).append("\n");
        }
    }
    return text;
}

} // namespace

Result<std::string> smbclient_command(const ProbeTarget& target)
{
    if (target.path.empty()) {
        return std::string("ls");
    }
    // smbclient splits at every ';', inside quotes too, and knows no escape for a quote
    const auto dangerous = [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '"' || c == ';'; };
    if (std::any_of(target.path.begin(), target.path.end(), dangerous)) {
        return fail(Errc::unsupported, "a path that cannot be given to smbclient", "smbclient");
    }
    auto path = target.path;
    std::replace(path.begin(), path.end(), '/', '\\');
    return "get \"" + path + "\" -";
}

Result<ClientOutcome> run_smbclient(const ProbeTarget& target, const Credentials& credentials,
                                    const ClientLimits& limits)
{
    auto command = smbclient_command(target);
    if (!command) {
        return fail(command.error());
    }
    auto child = client_command(credentials, limits.deadline);
    child.arguments = {"smbclient", "//" + target.server + "/" + target.share, "-p", std::to_string(target.port)};
    if (credentials.kerberos) {
        child.arguments.insert(child.arguments.end(), {"--use-kerberos=required", "-N"});
    } else if (credentials.user.empty()) {
        child.arguments.emplace_back("-N");
    } else {
        auto file = authentication_file(credentials);
        if (!file) {
            return fail(file.error());
        }
        child.arguments.insert(child.arguments.end(), {"-A", "/dev/stdin"});
        child.input = *std::move(file);
    }
    child.arguments.insert(child.arguments.end(), {"-c", *std::move(command)});
    child.output_limit = read_limit;

    const auto ran = run_child(child);
    if (!ran && ran.error().code == Errc::limit_exceeded) {
        return ClientOutcome{.succeeded = true}; // more than enough came; it was stopped
    }
    if (!ran) {
        return fail(ran.error());
    }
    if (auto ended = ended_by_itself(*ran, "smbclient"); !ended) {
        return fail(ended.error());
    }
    if (ran->exit_code == 0) {
        return ClientOutcome{.succeeded = true};
    }
    auto said = status_in(ran->error);
    if (said.empty()) {
        said = status_in(ran->output);
    }
    return ClientOutcome{.said = said.empty() ? "exit code " + std::to_string(ran->exit_code) : said};
}

} // namespace gpseal::agent
