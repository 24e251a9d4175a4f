#include "probe/client_command.hpp"
#include "probe/session_client.hpp"
#include "report/unique_members.hpp"

#include <gpseal/agent/child_process.hpp>
#include <gpseal/base/utf.hpp>

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <sstream>

namespace gpseal::agent {

namespace {

constexpr std::size_t answer_limit = std::size_t{64} << 10U;
constexpr std::size_t bytes_to_read = std::size_t{64} << 10U;

bool is_executable(const std::filesystem::path& path)
{
    return ::access(path.c_str(), X_OK) == 0;
}

/// Beside the running program (a build tree), then where it is installed; never by PATH.
std::filesystem::path find_helper(const ClientLimits& limits)
{
    if (!limits.helper.empty()) {
        return limits.helper;
    }
    std::error_code ignored;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const auto beside = self.parent_path() / "gpseal-smb";
    return !self.empty() && is_executable(beside) ? beside : std::filesystem::path(GPSEAL_HELPER_PATH);
}

std::string request(const ProbeTarget& target, const Credentials& credentials, const ClientLimits& limits)
{
    Poco::JSON::Object json;
    json.set("url", smb_url(target));
    json.set("directory", target.path.empty());
    json.set("user", credentials.user);
    json.set("domain", credentials.domain);
    json.set("password", credentials.password);
    json.set("kerberos", credentials.kerberos);
    json.set("min_bytes", bytes_to_read);
    json.set("deadline_ms", limits.deadline.count());
    std::ostringstream out;
    json.stringify(out);
    return out.str();
}

ClientOutcome read_answer(const std::string& answer)
{
    const auto json = Poco::JSON::Parser(new json::UniqueMembers).parse(answer).extract<Poco::JSON::Object::Ptr>();
    const auto number = json->getValue<int>("errno");
    ClientOutcome outcome{.succeeded = json->getValue<bool>("opened") && number == 0};
    if (!json->isNull("smb_encrypt_on")) {
        outcome.encryption_on = json->getValue<bool>("smb_encrypt_on");
    }
    if (!outcome.succeeded) {
        outcome.said = "errno " + std::to_string(number) + " " + printable(json->getValue<std::string>("error"));
    }
    return outcome;
}

} // namespace

std::string smb_url(const ProbeTarget& target)
{
    const auto escaped = [](std::string_view text) {
        constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string result;
        for (const char c : text) {
            if (plain.find(c) != std::string_view::npos) {
                result += c;
                continue;
            }
            const auto byte = static_cast<unsigned char>(c);
            result.append({'%', digits[byte >> 4U], digits[byte & 0xfU]});
        }
        return result;
    };
    // an IPv6 address too: libsmbclient knows no brackets, but decodes the server's name after it has cut off the port
    auto url = "smb://" + escaped(target.server) + ":" + std::to_string(target.port) + "/" + escaped(target.share);
    return target.path.empty() ? url : url + "/" + escaped(target.path);
}

Result<ClientOutcome> run_libsmbclient(const ProbeTarget& target, const Credentials& credentials,
                                       const ClientLimits& limits)
{
    auto child = client_command(credentials, limits.deadline);
    child.arguments = {find_helper(limits).string()};
    child.output_limit = answer_limit;
    try {
        child.input = request(target, credentials, limits);
        const auto ran = run_child(child);
        if (!ran) {
            return fail(ran.error());
        }
        if (auto ended = ended_by_itself(*ran, "gpseal-smb"); !ended) {
            return fail(ended.error());
        }
        return read_answer(ran->output);
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "an answer that is not understood: " + printable(error.displayText()),
                    "gpseal-smb");
    }
}

} // namespace gpseal::agent
