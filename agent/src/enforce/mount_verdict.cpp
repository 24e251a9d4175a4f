#include "enforce/mount_verdict.hpp"

#include "enforce/cifs_flags.hpp"

#include <algorithm>
#include <cctype>

namespace gpseal::agent {

namespace {

constexpr std::uint32_t smb30 = 0x300;

/// A connected share with all that is known of it.
struct Connection {
    const CifsServer* server = nullptr;
    const CifsSession* session = nullptr;
    const CifsTree* tree = nullptr;
    bool used = false; ///< a mount stands for it
};

struct Judged {
    SealVerdict verdict = SealVerdict::unknown;
    std::string reason;
};

std::string folded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c == '\\' ? '/' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

/// "//server/share" of "//server/share/folder".
std::string share_of(std::string_view source)
{
    const auto text = folded(source);
    const auto host_end = text.find('/', 2);
    return host_end == std::string::npos ? text : text.substr(0, text.find('/', host_end + 1));
}

/// Without the scope of a link-local address, which not every kernel writes.
std::string plain_address(std::string_view address)
{
    return folded(address.substr(0, address.find('%')));
}

std::vector<Connection> connections_of(const std::vector<CifsServer>& servers)
{
    std::vector<Connection> all;
    for (const auto& server : servers) {
        for (const auto& session : server.sessions) {
            for (const auto& tree : session.trees) {
                if (!tree.is_ipc) {
                    all.push_back({&server, &session, &tree});
                }
            }
        }
    }
    return all;
}

Judged judge_connection(const Connection& connection, const std::optional<std::uint32_t>& flags)
{
    if (connection.tree->marked || connection.session->encrypts) {
        return {SealVerdict::sealed, "the kernel marks it as encrypted"};
    }
    const auto& told = connection.session->capabilities;
    const auto capabilities = told ? told : connection.server->capabilities;
    const auto dialect = connection.server->dialect;
    if (!capabilities || dialect == 0) {
        return {SealVerdict::unknown, "this kernel does not tell what its server can do"};
    }
    if ((*capabilities & cifs_can_encrypt) == 0 || dialect < smb30) {
        return {SealVerdict::not_sealed, "its server cannot encrypt"};
    }
    if (!flags) {
        return {SealVerdict::unknown, "SecurityFlags are not known"};
    }
    if (!cifs_flags::seals(*flags)) {
        return {SealVerdict::not_sealed, "neither the option seal nor SecurityFlags ask for it"};
    }
    if (connection.session->guest) {
        return {SealVerdict::unknown, "a guest has no key to encrypt with"};
    }
    return {SealVerdict::sealed, "SecurityFlags ask for it and its server can"};
}

/// The gravest of them.
Judged worst_of(const std::vector<const Connection*>& connections, const std::optional<std::uint32_t>& flags)
{
    const auto gravity = [](SealVerdict verdict) {
        return verdict == SealVerdict::not_sealed ? 2 : verdict == SealVerdict::unknown ? 1 : 0;
    };
    Judged worst{SealVerdict::sealed, {}};
    for (const auto* const connection : connections) {
        auto judged = judge_connection(*connection, flags);
        if (worst.reason.empty() || gravity(judged.verdict) > gravity(worst.verdict)) {
            worst = std::move(judged);
        }
    }
    return worst;
}

bool is_for(const MountEntry& mount, const Connection& connection)
{
    const auto address = mount.option("addr");
    return share_of(mount.source) == share_of(connection.tree->name) &&
           (address.empty() || plain_address(address) == plain_address(connection.session->address));
}

MountVerdict judge_mount(const MountEntry& mount, std::vector<Connection>& connections,
                         const std::optional<std::uint32_t>& flags)
{
    MountVerdict row{.what = "mount " + mount.target + " of " + mount.source, .reason = {}, .network = {}};
    std::vector<const Connection*> marked;
    std::vector<const Connection*> others;
    for (auto& connection : connections) {
        if (is_for(mount, connection)) {
            connection.used = true;
            row.network = connection.server->network;
            auto& list = connection.tree->marked || connection.session->encrypts ? marked : others;
            list.push_back(&connection);
        }
    }
    // a mount with seal has a connection of its own, which is marked; one without has whatever is left
    Judged judged{SealVerdict::unknown, "the kernel shows no connection to that share (DFS, or none at the moment)"};
    if (mount.has_option("seal") && !marked.empty()) {
        judged = {SealVerdict::sealed, "mounted with seal, and the kernel marks it as encrypted"};
    } else if (mount.has_option("seal") && !others.empty()) {
        judged.reason = "mounted with seal, and the kernel marks no connection as encrypted";
    } else if (!others.empty() || !marked.empty()) {
        judged = worst_of(others.empty() ? marked : others, flags);
    }
    row.verdict = judged.verdict;
    row.reason = std::move(judged.reason);
    return row;
}

} // namespace

std::string_view to_string(SealVerdict verdict)
{
    switch (verdict) {
    case SealVerdict::sealed:
        return "sealed";
    case SealVerdict::not_sealed:
        return "not sealed";
    case SealVerdict::unknown:
        return "unknown";
    }
    return "unknown";
}

std::vector<MountVerdict> judge_mounts(const CifsView& view)
{
    auto connections = connections_of(view.servers);
    std::vector<MountVerdict> rows;
    for (const auto& mount : view.mounts) {
        if (mount.is_smb()) {
            rows.push_back(judge_mount(mount, connections, view.flags));
        }
    }
    for (const auto& connection : connections) {
        if (!connection.used) {
            auto judged = judge_connection(connection, view.flags);
            rows.push_back({.what = "connection to " + connection.tree->name + " at " + connection.session->address +
                                    " without a mount here (lazily unmounted, or another mount namespace)",
                            .verdict = judged.verdict,
                            .reason = std::move(judged.reason),
                            .network = connection.server->network});
        }
    }
    return rows;
}

} // namespace gpseal::agent
