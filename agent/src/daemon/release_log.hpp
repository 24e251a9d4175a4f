#pragma once

#include <gpseal/agent/release.hpp>

#include <optional>
#include <utility>

namespace gpseal::agent {

/// Says in the service's journal what becomes of a release: the command that makes it and the run that ends it belong
/// to others, whose words nobody finds among the service's.
class ReleaseLog {
public:
    explicit ReleaseLog(RootedPaths paths) : paths_(std::move(paths)) {}

    /// What is kept now, where it is not what was kept at the last look.
    void look();

private:
    RootedPaths paths_;
    std::optional<Release> known_;
};

} // namespace gpseal::agent
