#include "exchange/source_document.hpp"

#include "exchange/text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <functional>

namespace gpseal::policy::exchange {

namespace {

constexpr std::size_t fixed_entry_size = 24; ///< of an entry in registry.pol, beside names and data
constexpr std::size_t listed_choices = 10;

std::string scope_text(const SettingGroup& group)
{
    const std::string scope(group.scope ? to_string(*group.scope) : "any");
    return group.account.empty() ? scope : scope + " (" + group.account + ")";
}

std::string policy_text(const SettingGroup& group)
{
    return "'" + group.policy_name + "'";
}

/// The different texts of the wanted groups, in order of appearance.
template <typename Text>
std::vector<std::string> choices(const std::vector<SettingGroup>& groups, const std::vector<bool>& wanted, Text text)
{
    std::vector<std::string> found;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto each = text(groups[i]);
        if (wanted[i] && std::find(found.begin(), found.end(), each) == found.end()) {
            found.push_back(each);
        }
    }
    return found;
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(texts.size(), listed_choices); ++i) {
        out += (i == 0 ? "" : ", ") + texts[i];
    }
    const auto more = texts.size() - std::min(texts.size(), listed_choices);
    return more == 0 ? out : out + " and " + std::to_string(more) + " more";
}

} // namespace

bool SettingGroup::is_same(const SettingGroup& other) const
{
    return scope == other.scope && equals_icase(account, other.account) && policy_name == other.policy_name;
}

Result<void> SourceDocument::add(const SettingGroup& group, RegistryEntry entry)
{
    size_ += fixed_entry_size + entry.key.size() + entry.value_name.size() + entry.data.size();
    if (settings_.size() == max_exchange_entries || size_ > max_registry_policy_size) {
        return fail(Errc::limit_exceeded,
                    "holds more than a registry.pol may: " + std::to_string(max_exchange_entries) + " entries or " +
                        std::to_string(max_registry_policy_size) + " bytes",
                    origin_);
    }
    const auto index = index_of(group);
    if (index == max_exchange_groups) {
        return fail(Errc::limit_exceeded,
                    "holds the settings of more than " + std::to_string(max_exchange_groups) + " GPOs", origin_);
    }
    settings_.push_back({index, std::move(entry)});
    return {};
}

std::size_t SourceDocument::index_of(const SettingGroup& group)
{
    if (!settings_.empty() && groups_[settings_.back().group].is_same(group)) {
        return settings_.back().group;
    }
    const auto found =
        std::find_if(groups_.begin(), groups_.end(), [&](const SettingGroup& each) { return each.is_same(group); });
    const auto index = static_cast<std::size_t>(found - groups_.begin());
    if (found == groups_.end() && index < max_exchange_groups) {
        groups_.push_back(group);
    }
    return index;
}

std::vector<bool> SourceDocument::wanted(const ImportOptions& options) const
{
    std::vector<bool> out(groups_.size());
    std::transform(groups_.begin(), groups_.end(), out.begin(), [&](const SettingGroup& group) {
        return (!group.scope || !options.scope || *group.scope == *options.scope) &&
               group.policy_name == options.policy_name.value_or(group.policy_name);
    });
    return out;
}

/// As the policy of everybody they would do what nobody asked for.
Result<void> SourceDocument::check_accounts(const std::vector<bool>& wanted) const
{
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        if (wanted[i] && !groups_[i].account.empty()) {
            auto error = error_at(origin_, groups_[i].line,
                                  "User:" + groups_[i].account +
                                      " is policy of one local account or group, and a registry.pol is for every user; "
                                      "remove its blocks, or leave users out with the scope computer");
            error.code = Errc::refused;
            return fail(std::move(error));
        }
    }
    return {};
}

Result<void> SourceDocument::check_choice(const std::vector<bool>& wanted) const
{
    const auto scopes = choices(groups_, wanted, scope_text);
    const auto policies = choices(groups_, wanted, policy_text);
    if (!groups_.empty() && scopes.empty()) {
        const std::vector<bool> all(groups_.size(), true);
        return fail(Errc::not_found,
                    "holds no such settings, only: " +
                        joined(choices(groups_, all,
                                       [](const SettingGroup& group) {
                                           return scope_text(group) +
                                                  (group.policy_name.empty() ? "" : " of " + policy_text(group));
                                       })),
                    origin_);
    }
    if (policies.size() > 1) {
        return fail(Errc::usage, "holds several GPOs, choose one by its policy name: " + joined(policies), origin_);
    }
    if (scopes.size() > 1) {
        return fail(Errc::usage,
                    "holds settings of several scopes, a registry.pol is for one, choose it: " + joined(scopes),
                    origin_);
    }
    return {};
}

Result<ImportedPolicy> SourceDocument::choose(const ImportOptions& options) &&
{
    const auto chosen = wanted(options);
    if (auto held = check_accounts(chosen); !held) {
        return fail(held.error());
    }
    if (auto clear = check_choice(chosen); !clear) {
        return fail(clear.error());
    }
    ImportedPolicy policy{.findings = std::move(findings_)};
    policy.entries.reserve(settings_.size());
    for (auto& setting : settings_) {
        if (chosen[setting.group]) {
            policy.scope = groups_[setting.group].scope;
            policy.entries.push_back(std::move(setting.entry));
        }
    }
    if (const auto others = settings_.size() - policy.entries.size(); others != 0) {
        policy.findings.push_back({Severity::note, "not_chosen",
                                   std::to_string(others) + " settings of other GPOs or scopes are left out", "",
                                   origin_});
    }
    return policy;
}

} // namespace gpseal::policy::exchange
