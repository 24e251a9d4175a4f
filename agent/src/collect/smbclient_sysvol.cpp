#include "collect/smbclient_sysvol.hpp"

#include "collect/smbclient_answer.hpp"
#include "probe/server_address.hpp"
#include "probe/session_verdict.hpp"
#include "probe/wire_observer.hpp"

#include <gpseal/agent/child_process.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

using policy::FileSnapshot;
using policy::FileStatus;

namespace {

constexpr std::uint16_t smb_port = 445;
/// The kernel refuses an argument of 128 KiB; GPOs by the hundred take several calls.
constexpr std::size_t paths_in_one_call = 512;
constexpr std::size_t max_left_out = 60;

ChildCommand child_command(const SmbclientSysvol::Settings& settings, const std::vector<std::string>& paths,
                           const char* protection, std::chrono::milliseconds deadline)
{
    ChildCommand command;
    command.arguments = {settings.program,
                         "//" + settings.server + "/sysvol",
                         "--ip-address=" + settings.address,
                         "--configfile=/dev/null", // this machine's own settings may be anything
                         "--port=445",             // else it would try NetBIOS next
                         "--use-kerberos=required",
                         "--use-krb5-ccache=" + settings.ticket_cache,
                         "--no-pass",
                         std::string("--client-protection=") + protection,
                         "--debuglevel=1", // names the files, with their sizes
                         "--stderr",
                         "--command",
                         smbclient_get_commands(paths)};
    command.environment = {"HOME=/nonexistent", "KRB5_CONFIG=" + settings.kerberos_config,
                           "KRB5CCNAME=" + settings.ticket_cache};
    command.deadline = deadline;
    command.silence = settings.silence;
    command.output_limit = settings.byte_limit;
    return command;
}

/// nullptr: nothing can be seen here (no right to, or no address); the files are as good as Kerberos makes them.
std::unique_ptr<WireObserver> watch(const std::string& address, SysvolTransport& transport)
{
    const auto addresses = resolve_server(address, smb_port);
    if (!addresses) {
        transport.doubt = describe(addresses.error());
        return nullptr;
    }
    WireServer wire{.port = smb_port};
    for (const auto& each : *addresses) {
        wire.addresses.push_back(each.ip);
    }
    auto observer = WireObserver::start(wire);
    if (!observer) {
        transport.doubt = describe(observer.error());
        return nullptr;
    }
    return *std::move(observer);
}

void judge(WireObservation wire, SysvolTransport& transport)
{
    const SessionEvidence evidence{.connect = std::nullopt,
                                   .client = ClientOutcome{.succeeded = true},
                                   .wire = std::move(wire),
                                   .guard_refusals = std::nullopt};
    auto verdict = judge_session(evidence);
    transport.encrypted = verdict.verdict == ProbeVerdict::encrypted;
    transport.dialect = std::move(verdict.dialect);
    transport.cipher = std::move(verdict.cipher);
    transport.doubt = std::move(verdict.error);
}

bool some_answer(const std::vector<FileSnapshot>& files)
{
    return std::any_of(files.begin(), files.end(), [](const FileSnapshot& file) {
        return file.status != FileStatus::failed || file.reported_size || file.problem->code == Errc::permission;
    });
}

/// The last thing that smbclient said: why it has no connection.
std::string last_line(const std::string& messages)
{
    auto end = messages.find_last_not_of("\r\n");
    if (end == std::string::npos) {
        return "smbclient ended without a word";
    }
    const auto before = messages.rfind('\n', end);
    const auto begin = before == std::string::npos ? 0 : before + 1;
    constexpr std::size_t enough = 200;
    return messages.substr(begin, std::min(enough, end + 1 - begin));
}

std::vector<FileSnapshot> failed_files(const std::vector<std::string>& paths, const Error& why)
{
    std::vector<FileSnapshot> files;
    for (const auto& path : paths) {
        files.push_back({.status = FileStatus::failed, .path = "sysvol/" + path, .problem = why});
    }
    return files;
}

} // namespace

void SmbclientSysvol::read_some(const std::vector<std::string>& paths, const char* protection, SysvolAnswer& answer)
{
    using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::steady_clock;
    const auto left = std::max(duration_cast<milliseconds>(*end_ - steady_clock::now()), milliseconds(0));
    auto observer = watch(settings_.address, answer.transport);
    auto command = child_command(settings_, paths, protection, left);
    ChildResult cut;
    command.cut = &cut;
    const auto child = run_child(command);
    if (observer) {
        judge(observer->stop(), answer.transport);
    }
    if (!child && child.error().code == Errc::limit_exceeded && left_out_ < max_left_out) {
        if (const auto largest = largest_of_cut_answer(paths, cut.output.size(), cut.error)) {
            cut = {}; // or it would be held beside the next answer
            const Error why{Errc::limit_exceeded,
                            "is too large: at least " + std::to_string(largest->size) + " bytes, and " +
                                std::to_string(settings_.byte_limit) + " is the limit of all files together",
                            "sysvol/" + paths[largest->index]};
            read_without_largest(paths, largest->index, why, protection, answer);
            return;
        }
    }
    const auto share = "//" + settings_.server + "/sysvol";
    std::vector<FileSnapshot> files;
    if (!child) {
        answer.unreachable = Error{child.error().code, "smbclient " + child.error().message, share};
    } else {
        files = parse_smbclient_answer(paths, child->output, child->error);
        if (!some_answer(files)) {
            answer.unreachable =
                Error{Errc::io, "cannot be read by SMB on port 445/tcp: " + last_line(child->error), share};
        }
    }
    if (settings_.encryption_required && !answer.unreachable && !answer.transport.encrypted && observer) {
        answer.unreachable = Error{Errc::refused, "was not seen to be encrypted: " + answer.transport.doubt, share};
    }
    if (answer.unreachable) {
        files = failed_files(paths, *answer.unreachable);
    }
    std::move(files.begin(), files.end(), std::back_inserter(answer.files));
}

/// The others are read again: of an answer that was cut off, nothing proves where one file ends.
void SmbclientSysvol::read_without_largest(const std::vector<std::string>& paths, std::size_t largest, const Error& why,
                                           const char* protection, SysvolAnswer& answer)
{
    ++left_out_;
    auto others = paths;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(largest));
    const auto begin = answer.files.size();
    if (!others.empty()) {
        read_some(others, protection, answer);
    }
    const auto place = answer.files.begin() + static_cast<std::ptrdiff_t>(begin + largest);
    answer.files.insert(place, {.status = FileStatus::failed, .path = why.where, .problem = why});
}

SysvolAnswer SmbclientSysvol::read_all(const std::vector<std::string>& paths, const char* protection)
{
    SysvolAnswer answer;
    for (std::size_t begin = 0; begin < paths.size(); begin += paths_in_one_call) {
        const auto end = std::min(begin + paths_in_one_call, paths.size());
        const auto at = [&](std::size_t index) { return paths.begin() + static_cast<std::ptrdiff_t>(index); };
        const std::vector<std::string> some(at(begin), at(end));
        if (answer.unreachable) {
            auto files = failed_files(some, *answer.unreachable);
            std::move(files.begin(), files.end(), std::back_inserter(answer.files));
        } else {
            read_some(some, protection, answer);
        }
    }
    return answer;
}

SysvolAnswer SmbclientSysvol::read(const std::vector<std::string>& paths)
{
    if (!end_) {
        end_ = std::chrono::steady_clock::now() + settings_.deadline +
               settings_.per_file * static_cast<std::int64_t>(paths.size());
    }
    auto answer = read_all(paths, "encrypt");
    if (answer.unreachable && answer.unreachable->code != Errc::timeout && !settings_.encryption_required) {
        // signed at least; smbclient has no mode that encrypts where it can and goes on where it cannot
        answer = read_all(paths, "sign");
    }
    return answer;
}

} // namespace gpseal::agent
