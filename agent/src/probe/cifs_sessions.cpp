#include "probe/cifs_sessions.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace gpseal::agent {

namespace {

constexpr std::string_view first_words = "Display Internal CIFS Data Structures";

bool same_letter(char a, char b)
{
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// What stands behind `name` in the line; nullopt: it is not there.
std::optional<std::string_view> behind(std::string_view line, std::string_view name)
{
    const auto* const found = std::search(line.begin(), line.end(), name.begin(), name.end(), same_letter);
    if (found == line.end()) {
        return std::nullopt;
    }
    return line.substr(static_cast<std::size_t>(found - line.begin()) + name.size());
}

std::string_view first_word(std::string_view text)
{
    return text.substr(0, text.find_first_of(" \t"));
}

/// Kernels before 6.12 write "Encrypted", later ones "encrypted".
bool has_word(std::string_view text, std::string_view word)
{
    while (!text.empty()) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        const auto next = first_word(text);
        if (std::equal(next.begin(), next.end(), word.begin(), word.end(), same_letter)) {
            return true;
        }
        text.remove_prefix(next.size());
    }
    return false;
}

template <typename Number> std::optional<Number> number_behind(std::string_view line, std::string_view name, int base)
{
    const auto text = behind(line, name);
    Number number = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), number, base).ec != std::errc{}) {
        return std::nullopt;
    }
    return number;
}

/// What stands behind "N) "; nullopt: the line begins otherwise.
std::optional<std::string_view> numbered(std::string_view line)
{
    const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits == 0 || !line.substr(digits).starts_with(") ")) {
        return std::nullopt;
    }
    return line.substr(digits + 2);
}

/// Collects what the lines say about the server, session and share that came last.
class Reader {
public:
    explicit Reader(std::string_view origin) : origin_(origin) {}

    Result<void> line(std::string_view line)
    {
        ++number_;
        if (line.starts_with("Number of credits: ")) {
            announced_ = number_behind<std::uint32_t>(line, "Dialect 0x", 16).value_or(0);
        }
        if (const auto server = numbered(line)) {
            if (server->starts_with("Name: ")) {
                return old_server(*server);
            }
            servers_.push_back({.host = std::string(first_word(behind(*server, "Hostname: ").value_or("")))});
            tree_ = nullptr;
            return {};
        }
        if (servers_.empty()) {
            return {};
        }
        if (line.starts_with('\t')) {
            if (const auto item = numbered(line.substr(1))) {
                return listed(*item);
            }
        }
        note(line);
        return {};
    }
    std::vector<CifsServer> result() && { return std::move(servers_); }

private:
    /// Linux 5.10: one line for the server and its session, by address; its dialect stands in the line before.
    Result<void> old_server(std::string_view line)
    {
        const auto address = first_word(line.substr(std::string_view("Name: ").size()));
        if (line.find("  Domain: ") != std::string_view::npos) {
            return fail(Errc::unsupported, "tells of an SMB1 connection", where());
        }
        servers_.push_back({.host = std::string(address), .dialect = announced_});
        servers_.back().sessions.push_back({.address = std::string(address),
                                            .capabilities = number_behind<std::uint32_t>(line, "Capability: 0x", 16),
                                            .guest = has_word(line, "Guest") || has_word(line, "Anonymous")});
        tree_ = nullptr;
        announced_ = 0;
        return {};
    }

    Result<void> listed(std::string_view item)
    {
        auto& sessions = servers_.back().sessions;
        if (item.starts_with("Name: ")) {
            // its server's own words follow, and could look like the kernel's
            return fail(Errc::unsupported, "tells of an SMB1 connection", where());
        }
        if (const auto address = behind(item, "Address: "); address && item.starts_with("Address: ")) {
            sessions.push_back({.address = std::string(first_word(*address)),
                                .capabilities = number_behind<std::uint32_t>(item, "Capability: 0x", 16),
                                .guest = has_word(*address, "Guest") || has_word(*address, "Anonymous")});
            tree_ = nullptr;
            return {};
        }
        const bool ipc = item.starts_with("IPC: ");
        const auto name = ipc ? item.substr(5) : item;
        if (!name.starts_with("\\\\")) {
            return {}; // an interface, or an IPC that is "none"
        }
        if (sessions.empty()) {
            return fail(Errc::malformed, "a share stands without a session", where());
        }
        if (++trees_ > max_cifs_trees) {
            return fail(Errc::limit_exceeded, "more than " + std::to_string(max_cifs_trees) + " shares", where());
        }
        const auto end = name.find(" Mounts: ");
        auto& trees = sessions.back().trees;
        trees.push_back({.name = std::string(name.substr(0, end)), .is_ipc = ipc, .line = number_});
        tree_ = &trees.back();
        return {};
    }

    void note(std::string_view line)
    {
        auto& server = servers_.back();
        if (server.sessions.empty()) {
            note_server(server, line);
        } else if (const auto id = behind(line, "SessionId: "); id && tree_ == nullptr) {
            server.sessions.back().encrypts = has_word(*id, "encrypted");
        } else if (tree_ != nullptr && line.starts_with("\tPathComponentMax: ")) {
            tree_->marked = has_word(behind(line, "Serial Number: ").value_or(""), "encrypted");
        }
    }

    static void note_server(CifsServer& server, std::string_view line)
    {
        server.dialect = number_behind<std::uint32_t>(line, "Dialect 0x", 16).value_or(server.dialect);
        if (const auto bits = number_behind<std::uint32_t>(line, "Server capabilities: 0x", 16)) {
            server.capabilities = bits;
        }
        if (const auto inode = number_behind<std::uint64_t>(line, "Net namespace: ", 10)) {
            server.network = inode;
        }
    }

    [[nodiscard]] std::string where() const { return std::string(origin_) + ":" + std::to_string(number_); }

    std::string_view origin_;
    std::size_t number_ = 0;
    std::size_t trees_ = 0;
    std::uint32_t announced_ = 0; ///< the dialect that was told last
    std::vector<CifsServer> servers_;
    CifsTree* tree_ = nullptr; ///< the last line's share; null: the last was a server or a session
};

} // namespace

Result<std::vector<CifsServer>> parse_cifs_sessions(std::string_view text, std::string_view origin)
{
    if (text.size() > max_cifs_sessions_size) {
        return fail(Errc::limit_exceeded, "has more than 16 MiB", std::string(origin));
    }
    if (!text.starts_with(first_words)) {
        return fail(Errc::malformed, "does not begin as the kernel's DebugData does", std::string(origin));
    }
    Reader reader(origin);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (auto read = reader.line(line); !read) {
            return fail(read.error());
        }
    }
    return std::move(reader).result();
}

} // namespace gpseal::agent
