#pragma once

#include <gpseal/policy/group_policy_object.hpp>
#include <gpseal/policy/registry_directive.hpp>
#include <gpseal/policy/removed_keys.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gpseal::policy {

/// What an entry did to a value or a key, and which entry it was. `data` views the GPO's bytes.
struct RegistryWord {
    RegistryAction action = RegistryAction::set_value;
    std::size_t gpo = 0;    ///< index into the GPOs given, lowest precedence first
    std::size_t offset = 0; ///< of the entry's `[` in that GPO's registry.pol
    std::size_t order = 0;  ///< counts all entries of all GPOs in the order in which they apply
    RegistryType type = RegistryType::none;
    std::span<const std::byte> data; ///< of what was set; of `**DeleteKeys` its names; of what is not obeyed as it is

    [[nodiscard]] bool sets() const
    {
        return action == RegistryAction::set_value || action == RegistryAction::soft_value;
    }
};

/// One value that some entry names.
struct ImageValue {
    Utf16Bytes name;            ///< as the latest entry spells it
    RegistryWord outcome;       ///< the last effective word, whatever it was: set, or one of the deletions
    RegistryWord explicit_word; ///< the last effective word that names the value: a `**DelVals.` behind it is not one
    bool is_only_soft = false;  ///< `**soft.` without anything before it: what was there before the GPOs stays
};

/// An entry that does nothing to a value: `**SecureKey`, or a directive that nobody knows.
struct ImageRemark {
    Utf16Bytes name; ///< the whole directive
    RegistryWord word;
};

/// One key that some entry names.
struct ImageKey {
    Utf16Bytes path;                     ///< as the first entry spells it
    std::vector<ImageValue> values;      ///< in the order in which they were first named
    std::optional<RegistryWord> cleared; ///< the last `**DelVals.`
    std::optional<RegistryWord> created; ///< the last entry that only creates the key
    std::vector<RegistryWord> removes;   ///< every `**DeleteKeys` in it; `data` names the subkeys
    std::vector<ImageRemark> remarks;    ///< every one
    std::optional<RegistryWord> removed; ///< the last `**DeleteKeys` that meant this key or one above it
};

/// Everything that the GPOs together say of the registry, every value at once: resolve_value() for all of them, in
/// time linear in the entries. Keys and value names compare ASCII-case-insensitively; backslashes at a key's end do
/// not count. Views the GPOs, which must outlive it.
class RegistryImage {
public:
    /// Applies them from lowest to highest precedence, each in file order.
    explicit RegistryImage(std::span<const GroupPolicyObject> gpos);

    /// The keys in the order in which they were first named.
    [[nodiscard]] std::span<const ImageKey> keys() const { return keys_; }
    [[nodiscard]] std::size_t entries() const { return entries_; }  ///< of all GPOs
    [[nodiscard]] const ImageKey* find(std::string_view key) const; ///< null: no entry names it
    [[nodiscard]] const ImageKey* find(Utf16Bytes key) const;
    [[nodiscard]] const ImageValue* find(std::string_view key, std::string_view value_name) const;
    [[nodiscard]] const ImageValue* find(Utf16Bytes key, Utf16Bytes value_name) const;

    /// The word that decides over the value, also where none names it but its whole key was cleared or removed;
    /// nullopt: untouched.
    [[nodiscard]] std::optional<RegistryWord> last_word(std::string_view key, std::string_view value_name) const;
    /// The same of a value that no entry names.
    [[nodiscard]] std::optional<RegistryWord> last_clearing(Utf16Bytes key) const;

    /// Of each of these subkeys whether a `**DeleteKeys` removes it, and none a key above it.
    [[nodiscard]] std::vector<bool> removes_topmost(Utf16Bytes key, std::span<const Utf16Bytes> subkeys) const;

private:
    struct Indexed {
        std::size_t key = 0;
        std::size_t value = 0;
    };

    void apply(const RegistryInstruction& instruction, RegistryWord word);
    void remove_keys(const RegistryInstruction& instruction, const RegistryWord& word);
    void say(std::size_t key, const std::string& folded_key, Utf16Bytes name, const RegistryWord& word);
    void settle();
    std::size_t key_index(const std::string& folded, Utf16Bytes path);
    [[nodiscard]] std::optional<RegistryWord> removal_of(std::string_view folded) const;
    [[nodiscard]] std::optional<RegistryWord> clearing_of(const ImageKey* key, std::string_view folded) const;
    [[nodiscard]] bool is_set(const ImageKey& key, const RegistryWord& word, std::string_view folded_key) const;

    std::size_t entries_ = 0;
    std::vector<ImageKey> keys_;
    std::unordered_map<std::string, std::size_t> key_indices_; ///< by folded key
    std::unordered_map<std::string, Indexed> value_indices_;   ///< by folded key, NUL, folded name
    RemovedKeys removed_keys_;                                 ///< by place in `removals_`
    std::vector<RegistryWord> removals_;                       ///< every `**DeleteKeys`
};

} // namespace gpseal::policy
