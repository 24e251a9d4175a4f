#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/policy/registry_image.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace gpseal::policy {

/// What it is that entries say something about.
enum class EffectKind {
    value,
    clearing, ///< all values of a key: its `**DelVals.`
    removal,  ///< subkeys of a key: its `**DeleteKeys`
    creation, ///< the key itself
    remark,   ///< nothing: `**SecureKey`, and directives that are not obeyed
};

/// Something that two sets of entries treat differently.
struct EffectChange {
    EffectKind kind = EffectKind::value;
    Utf16Bytes key;
    Utf16Bytes name; ///< a value's; a remark's whole directive; else empty
    /// The word that decides, with what it comes to: set_value is so whatever was there, soft_value only where nothing
    /// was. Of a value that has none of its own the one that clears or removes its key; nullopt: not spoken of.
    std::optional<RegistryWord> before;
    std::optional<RegistryWord> after;
};

/// What changes from one image to the other, in the order of the entries, those of `before` first. Nothing does if and
/// only if both leave the same values whatever was there before they were applied, and say the same as reports read it:
/// Windows takes `**Del.NAME` for "Disabled", but not another way to delete it, and so with a `**DelVals.` of a list
/// (policy-engine/README.md). Where a key is only created, a value set in it is as good. What does nothing to a value
/// is compared as it stands. Views both; in time linear in their entries, but for sorting the changes.
[[nodiscard]] std::vector<EffectChange> effect_changes(const RegistryImage& before, const RegistryImage& after);

/// Finds the changes that a policy can have caused.
class EffectChangeIndex {
public:
    /// Views the changes.
    explicit EffectChangeIndex(std::span<const EffectChange> changes);

    /// Places of the changes of its values, and of the lines and the clearing of its lists; ascending.
    [[nodiscard]] std::vector<std::size_t> of(const admx::PolicyDefinition& policy) const;

private:
    struct ChangedKey {
        std::unordered_map<std::string, std::size_t> values; ///< by folded name
        std::optional<std::size_t> clearing;
    };

    std::span<const EffectChange> changes_;
    std::unordered_map<std::string, ChangedKey> keys_; ///< by folded key
};

} // namespace gpseal::policy
