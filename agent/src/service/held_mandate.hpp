#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

namespace gpseal::agent {

/// A mark beside last known good: policy requires encryption, and it was never turned on here, because the pre-flight
/// stopped it or a release held. Without the mark a mandate counts as one that stood, which no pre-flight ends.
class HeldMandate {
public:
    explicit HeldMandate(const RootedPaths& paths) : file_(paths.state() / "held-back") {}

    [[nodiscard]] bool is_held() const;
    [[nodiscard]] Result<void> set(bool held);

private:
    std::filesystem::path file_;
};

} // namespace gpseal::agent
