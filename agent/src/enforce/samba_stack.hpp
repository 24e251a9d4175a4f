#pragma once

#include "enforce/samba_settings.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

namespace gpseal::agent {

/// smb.conf and those who obey it: smbclient, rpcclient, net, python's libsmb; libsmbclient as far as it does
/// (DESIGN.md section 8, point 1). Keeps two blocks in the file and no journal: the blocks describe themselves.
class SambaStack : public SmbClientStack {
public:
    /// Without `as_user`: by read_as_user(), which is believed to tell what root reads, too, from a file that sends
    /// nobody elsewhere. What somebody else says of a user without rights is never taken for root.
    explicit SambaStack(RootedPaths paths, ReadAsUser as_user = {})
        : paths_(std::move(paths)), as_user_(std::move(as_user))
    {
    }

    [[nodiscard]] std::string_view name() const override { return "samba"; }
    [[nodiscard]] Result<StackPlan> plan(const WantedState& wanted) override;
    /// Compare-and-swap: an edit by someone else in between is kept and the change made again on top of it;
    /// Errc::conflict after the fourth time.
    [[nodiscard]] Result<void> apply(const WantedState& wanted, const std::optional<Loosening>& loosening) override;
    /// One row for the blocks, one for every setting as every kind of user reads it, and one, never known, for every
    /// line that sends Samba to settings outside of this file.
    [[nodiscard]] std::vector<ConfiguredState> judge(const WantedState& wanted) override;

private:
    RootedPaths paths_;
    ReadAsUser as_user_;
};

} // namespace gpseal::agent
