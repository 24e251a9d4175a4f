#pragma once

#include "enforce/cifs_flags.hpp"
#include "enforce/file_edit.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <filesystem>

namespace gpseal::agent {

/// Where the running kernel is looked at. Empty paths: it is none of ours (`--root`).
struct KernelPlaces {
    std::filesystem::path proc_cifs; ///< /proc/fs/cifs, there once cifs is loaded
    std::filesystem::path boot_id;   ///< /proc/sys/kernel/random/boot_id
    std::filesystem::path modules;   ///< /proc/modules

    /// The live ones; empty ones for another root.
    [[nodiscard]] static KernelPlaces of(const RootedPaths& paths);
};

/// The kernel's SMB client (DESIGN.md section 8, point 2): SecurityFlags now, and from the moment that cifs is loaded.
/// The mandate asks for "must seal", the policy "Digitally sign communications (always)" for "must sign".
///
/// What the flags were is kept in the state folder for this start of the machine; the lines in modprobe.d describe
/// themselves. A kernel that knows no "must seal" (EINVAL) is remembered as such until the next start, and is no
/// failure: its mounts are the guard's.
class KernelCifsStack : public SmbClientStack {
public:
    explicit KernelCifsStack(RootedPaths paths);
    KernelCifsStack(RootedPaths paths, KernelPlaces places);

    [[nodiscard]] std::string_view name() const override { return "kernel-cifs"; }
    [[nodiscard]] Result<StackPlan> plan(const WantedState& wanted) override;
    [[nodiscard]] Result<void> apply(const WantedState& wanted, const std::optional<Loosening>& loosening) override;
    /// One row for the flags, one for how cifs is loaded.
    [[nodiscard]] std::vector<ConfiguredState> judge(const WantedState& wanted) override;

private:
    struct Flags;

    [[nodiscard]] Result<Flags> look() const;
    [[nodiscard]] Result<void> set_flags(const Flags& flags, std::uint32_t wish) const;
    [[nodiscard]] Result<void> meet(const Flags& flags, cifs_flags::Record record, std::uint32_t wish) const;
    [[nodiscard]] Result<void> keep(const cifs_flags::Record& record) const;
    [[nodiscard]] ConfiguredState flags_row(const WantedState& wanted) const;
    [[nodiscard]] ConfiguredState load_row(const WantedState& wanted) const;
    [[nodiscard]] std::filesystem::path flags_file() const { return places_.proc_cifs / "SecurityFlags"; }
    [[nodiscard]] std::filesystem::path record_file() const { return paths_.state() / "kernel-cifs"; }
    [[nodiscard]] EditedFile load_file() const;

    RootedPaths paths_;
    KernelPlaces places_;
};

} // namespace gpseal::agent
