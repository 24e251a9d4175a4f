#pragma once

#include "gpo_content.hpp"

namespace gpseal::policy {

/// A GPO with a WMI filter that deletes the mandate's value asks for nothing, and yet a `**soft.` above it may then set
/// what it would not set over the value below. Asked of the GPOs from the highest precedence down.
class WayForSoft {
public:
    /// Whether the GPO applies: it is not denied, or denied by its filter alone and needed for such a `**soft.`.
    [[nodiscard]] bool applies(const GpoContent& content);

private:
    bool hard_above_ = false;    ///< what is below does not matter any more
    bool soft_requires_ = false; ///< the lowest `**soft.` above asks for encryption
};

} // namespace gpseal::policy
