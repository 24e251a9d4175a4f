#include "last_good_config.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using agent::AgentConfig;

namespace {

constexpr std::size_t max_config_size = std::size_t{1} << 20;

std::string first_problem(const Diagnostics& problems, const Error& error)
{
    return problems.empty() ? describe(error) : problems[0].where + ": " + problems[0].message;
}

/// Best effort: without it the defaults count one day.
void keep_copy(const std::filesystem::path& file, const std::filesystem::path& good)
{
    const auto text = agent::read_text(file, max_config_size);
    if (!text) {
        (void)agent::remove_file(good);
        return;
    }
    const auto kept = agent::read_text(good, max_config_size);
    if ((!kept || *kept != *text) && agent::make_folder(good.parent_path(), 0700)) {
        (void)agent::replace_file(good, *text, {.mode = 0600});
    }
}

} // namespace

AgentConfig load_config_or_last_good(const agent::RootedPaths& paths, const std::filesystem::path& file,
                                     KeepConfig keep, std::vector<std::string>& doubts)
{
    const auto good = paths.state() / "gpseal.conf.good";
    Diagnostics problems;
    auto config = agent::load_config(file, agent::ConfigPresence::optional, problems);
    if (config) {
        if (keep == KeepConfig::yes) {
            keep_copy(file, good);
        }
        return *std::move(config);
    }
    const auto why = first_problem(problems, config.error());
    Diagnostics ignored;
    auto before = agent::load_config(good, agent::ConfigPresence::required, ignored);
    doubts.push_back("the configuration cannot be used (" + why + "), so " +
                     (before ? "what it said before counts" : "the defaults count"));
    return before ? *std::move(before) : AgentConfig{};
}

} // namespace gpseal::app
