#pragma once

#include <gpseal/policy/exchange.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy::exchange {

/// Whose settings they are: a text may hold those of several registry.pol files.
struct SettingGroup {
    std::optional<PolicyScope> scope; ///< nullopt: the text does not say, and is taken for the one that is asked for
    std::string account;              ///< LGPO text: the local account or group of "User:NAME"; else empty
    std::string policy_name;          ///< PolicyRules: the GPO; else empty
    std::size_t line = 0;             ///< where the first of them stands; no part of what makes them one group

    [[nodiscard]] bool is_same(const SettingGroup& other) const;
};

/// A text as read: every setting in its order, with the group it belongs to.
class SourceDocument {
public:
    explicit SourceDocument(std::string_view origin) : origin_(origin) {}

    /// Errc::limit_exceeded: too many entries or groups, or more than a registry.pol may hold.
    [[nodiscard]] Result<void> add(const SettingGroup& group, RegistryEntry entry);
    void note(Finding finding) { findings_.push_back(std::move(finding)); }

    /// The settings that `options` choose; Errc::usage when the choice is still open. Errc::refused: they are those of
    /// one account, for whom no registry.pol is.
    [[nodiscard]] Result<ImportedPolicy> choose(const ImportOptions& options) &&;

private:
    struct Setting {
        std::size_t group = 0;
        RegistryEntry entry;
    };

    [[nodiscard]] std::size_t index_of(const SettingGroup& group);
    [[nodiscard]] std::vector<bool> wanted(const ImportOptions& options) const;
    [[nodiscard]] Result<void> check_accounts(const std::vector<bool>& wanted) const;
    [[nodiscard]] Result<void> check_choice(const std::vector<bool>& wanted) const;

    std::string origin_;
    std::vector<SettingGroup> groups_;
    std::vector<Setting> settings_;
    Diagnostics findings_;
    std::size_t size_ = registry_policy_header_size;
};

} // namespace gpseal::policy::exchange
