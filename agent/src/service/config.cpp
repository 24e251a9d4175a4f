#include "service/config_keys.hpp"
#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/config.hpp>
#include <gpseal/base/ini_document.hpp>
#include <gpseal/base/nearest.hpp>
#include <gpseal/base/utf.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace gpseal::agent {

namespace {

/// Reads the lines in order and collects what is wrong with them.
class ConfigReader {
public:
    ConfigReader(std::string_view origin, Diagnostics& problems) : origin_(origin), problems_(problems) {}

    void read(const IniLine& line, std::size_t number)
    {
        where_ = std::string(origin_) + ':' + std::to_string(number);
        switch (line.kind) {
        case IniLineKind::blank:
        case IniLineKind::comment:
            return;
        case IniLineKind::section:
            return check_section(line);
        case IniLineKind::entry:
            return read_entry(line);
        case IniLineKind::other:
            return problem("bad_line", "'" + printable(line.text.substr(0, line.text.find_first_of("\r\n"))) +
                                           "' is neither [section] nor key = value");
        }
    }

    /// What only the whole file shows.
    void finish()
    {
        if (config_.source.value == SourceKind::files && config_.files.value.empty()) {
            where_ = config_.source.origin;
            problem("missing_key", "'source = files' needs 'files = DIR...' in [policy]");
        }
        if (config_.source.value == SourceKind::none && !config_.files.value.empty()) {
            where_ = config_.files.origin;
            problem("contradiction", "'source = none' reads no GPO, so 'files' must not be there");
        }
    }

    [[nodiscard]] AgentConfig take() { return std::move(config_); }

private:
    void problem(std::string code, std::string message, std::string hint = {})
    {
        problems_.push_back({Severity::error, std::move(code), std::move(message), std::move(hint), where_});
    }

    void unknown(std::string_view what, std::string_view word, std::vector<std::string_view> known)
    {
        known.erase(std::unique(known.begin(), known.end()), known.end());
        std::string hint = "allowed: ";
        for (const auto name : known) {
            hint += (name == known.front() ? "" : ", ") + std::string(name);
        }
        auto message = "unknown " + std::string(what) + " '" + printable(word) + "'";
        if (const auto near = nearest(word, known)) {
            message += "; did you mean '" + std::string(*near) + "'?";
        }
        problem("unknown_" + std::string(what), std::move(message), std::move(hint));
    }

    static bool is_section(std::string_view name)
    {
        return std::any_of(config_keys().begin(), config_keys().end(),
                           [&](const ConfigKey& key) { return equals_icase(key.section, name); });
    }

    void check_section(const IniLine& line)
    {
        if (!is_section(line.section)) {
            std::vector<std::string_view> known;
            std::transform(config_keys().begin(), config_keys().end(), std::back_inserter(known),
                           [](const ConfigKey& key) { return key.section; });
            unknown("section", line.section, std::move(known));
        }
    }

    void read_entry(const IniLine& line)
    {
        if (line.section.empty()) {
            return problem("no_section", "'" + printable(line.key) + "' stands before any [section]");
        }
        if (!is_section(line.section)) {
            return; // told at the section
        }
        const auto all = config_keys();
        const auto key = std::find_if(all.begin(), all.end(), [&](const ConfigKey& candidate) {
            return equals_icase(candidate.section, line.section) && equals_icase(candidate.key, line.key);
        });
        if (key == all.end()) {
            return unknown("key", line.key, keys_of(line.section));
        }
        assign(*key, line);
    }

    static std::vector<std::string_view> keys_of(std::string_view section)
    {
        std::vector<std::string_view> names;
        for (const auto& key : config_keys()) {
            if (equals_icase(key.section, section)) {
                names.push_back(key.key);
            }
        }
        return names;
    }

    void assign(const ConfigKey& key, const IniLine& line)
    {
        const auto name = "[" + std::string(key.section) + "] " + std::string(key.key);
        if (!seen_.insert(&key).second && !key.repeats) {
            return problem("repeated_key", name + " is given twice");
        }
        if (line.value.empty()) {
            return problem("missing_value", name + " has no value");
        }
        if (const auto assigned = key.assign({config_, line.value, where_}); !assigned) {
            problem("bad_value", name + ": " + assigned.error().message);
        }
    }

    std::string_view origin_;
    Diagnostics& problems_;
    AgentConfig config_;
    std::set<const ConfigKey*> seen_;
    std::string where_;
};

/// Only what nobody else can change may decide what a root process does.
Result<void> check_owner(const struct stat& info, const std::string& where)
{
    if (!S_ISREG(info.st_mode)) {
        return fail(Errc::malformed, "is not a regular file", where);
    }
    if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
        return fail(Errc::refused,
                    "belongs to uid " + std::to_string(info.st_uid) + " and is not trusted; 'chown root' it", where);
    }
    if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return fail(Errc::refused, "can be written by group or others and is not trusted; 'chmod go-w' it", where);
    }
    return {};
}

Result<std::vector<std::byte>> read_all(int fd, const std::string& where)
{
    std::vector<std::byte> bytes(max_ini_size + 1);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got = ::read(fd, bytes.data() + size, bytes.size() - size);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return fail(errno_error("cannot read", where));
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    bytes.resize(size); // one byte beyond the limit is enough for the parser to refuse it
    return bytes;
}

} // namespace

std::string_view to_string(SourceKind source)
{
    switch (source) {
    case SourceKind::domain:
        return "domain";
    case SourceKind::files:
        return "files";
    case SourceKind::none:
        return "none";
    }
    return "domain";
}

std::string_view to_string(Bootstrap bootstrap)
{
    switch (bootstrap) {
    case Bootstrap::unknown:
        return "unknown";
    case Bootstrap::enforce:
        return "enforce";
    }
    return "unknown";
}

std::string_view to_string(Preflight preflight)
{
    switch (preflight) {
    case Preflight::stop:
        return "stop";
    case Preflight::warn:
        return "warn";
    case Preflight::off:
        return "off";
    }
    return "stop";
}

std::vector<Exemption> exemptions_at(const AgentConfig& config, std::chrono::system_clock::time_point now)
{
    std::vector<Exemption> current;
    for (const auto& exemption : config.exemptions) {
        if (now < exemption.value.until) {
            current.push_back(exemption.value);
        }
    }
    return current;
}

Result<AgentConfig> parse_config(std::span<const std::byte> bytes, std::string_view origin, Diagnostics& problems)
{
    const auto document = IniDocument::parse(bytes, origin);
    if (!document) {
        return fail(document.error());
    }
    const auto before = problems.size();
    ConfigReader reader(origin, problems);
    for (std::size_t i = 0; i < document->lines().size(); ++i) {
        reader.read(document->lines()[i], i + 1);
    }
    reader.finish();
    const auto count = problems.size() - before;
    if (count != 0) {
        return fail(Errc::malformed,
                    "the configuration has " + std::to_string(count) + (count == 1 ? " problem" : " problems") +
                        " and is not used",
                    std::string(origin));
    }
    return reader.take();
}

Result<AgentConfig> load_config(const std::filesystem::path& file, ConfigPresence presence, Diagnostics& problems)
{
    // looked at and read through one descriptor, so that nobody can exchange it in between; NONBLOCK: a FIFO must not
    // hold us up before it is seen to be one
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        if (errno == ENOENT && presence == ConfigPresence::optional) {
            return AgentConfig{};
        }
        return fail(errno_error("cannot open", file));
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) {
        return fail(errno_error("cannot look at", file));
    }
    if (auto trusted = check_owner(info, file); !trusted) {
        return fail(trusted.error());
    }
    const auto bytes = read_all(fd.get(), file);
    if (!bytes) {
        return fail(bytes.error());
    }
    return parse_config(*bytes, file.native(), problems);
}

} // namespace gpseal::agent
