#include "policy_sources.hpp"

#include <gpseal/agent/domain_source.hpp>

namespace gpseal::app {

using agent::AgentConfig;
using agent::PolicySource;

std::unique_ptr<PolicySource> source_of(const AgentConfig& config, const agent::RootedPaths& paths,
                                        const SourceOptions& options)
{
    std::vector<std::filesystem::path> folders(options.folders.begin(), options.folders.end());
    if (!folders.empty()) {
        return std::make_unique<agent::FileSource>(std::move(folders), agent::FolderTrust::vouched);
    }
    if (config.source.value == agent::SourceKind::none) {
        return std::make_unique<agent::EmptySource>();
    }
    if (config.source.value == agent::SourceKind::domain) {
        return std::make_unique<agent::DomainSource>(paths, agent::DomainOptions{.encryption_required = options.sealed,
                                                                                 .keep = options.keep,
                                                                                 .read_all = options.read_all});
    }
    for (const auto& folder : config.files.value) {
        folders.push_back(paths.under(folder.string()));
    }
    if (!folders.empty()) {
        return std::make_unique<agent::FileSource>(std::move(folders), agent::FolderTrust::checked);
    }
    return std::make_unique<agent::MissingSource>(
        Error{Errc::unsupported,
              "no policy source: source = files, and no folder is named; add files = DIR to [policy] "
              "of gpseal.conf, or give --gpo DIR",
              {}});
}

} // namespace gpseal::app
