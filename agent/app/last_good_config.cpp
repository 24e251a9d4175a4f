#include "last_good_config.hpp"

#include <optional>
#include <utility>

namespace gpseal::app {

using agent::AgentConfig;

namespace {

constexpr std::size_t max_config_size = std::size_t{1} << 20;

Error first_problem(const Diagnostics& problems, const Error& error)
{
    return problems.empty() ? error : Error{error.code, problems[0].message, problems[0].where};
}

/// Best effort: without it the defaults count one day.
void keep_copy(const std::filesystem::path& file, const std::filesystem::path& good)
{
    const auto text = agent::read_text(file, max_config_size);
    if (!text) {
        return;
    }
    const auto kept = agent::read_text(good, max_config_size);
    if ((!kept || *kept != *text) && agent::make_folder(good.parent_path(), 0700)) {
        (void)agent::replace_file(good, *text, {.mode = 0600});
    }
}

/// A file that went without a word of it, or a link that leads nowhere: an administrator who wants the defaults says so
/// by an empty one.
std::optional<Error> missing(const std::filesystem::path& file, const std::filesystem::path& good)
{
    std::error_code error;
    if (std::filesystem::exists(file, error) || error) {
        return std::nullopt;
    }
    if (std::filesystem::is_symlink(file, error)) {
        return Error{Errc::not_found, "is a link to a file that is not there", file};
    }
    if (std::filesystem::exists(good, error)) {
        return Error{Errc::not_found, "is gone (an empty one means the defaults)", file};
    }
    return std::nullopt;
}

} // namespace

AgentConfig load_config_or_last_good(const agent::RootedPaths& paths, const std::filesystem::path& file,
                                     KeepConfig keep, std::vector<Error>& doubts)
{
    const auto good = paths.state() / "gpseal.conf.good";
    Diagnostics problems;
    auto config = agent::load_config(file, agent::ConfigPresence::optional, problems);
    if (auto gone = config ? missing(file, good) : std::nullopt) {
        config = fail(*std::move(gone));
    }
    if (config) {
        if (keep == KeepConfig::yes) {
            keep_copy(file, good);
        }
        return *std::move(config);
    }
    auto doubt = first_problem(problems, config.error());
    Diagnostics ignored;
    auto before = agent::load_config(good, agent::ConfigPresence::required, ignored);
    doubt.message += before ? ", so what it said before counts" : ", so the defaults count";
    doubts.push_back(std::move(doubt));
    return before ? *std::move(before) : AgentConfig{};
}

} // namespace gpseal::app
