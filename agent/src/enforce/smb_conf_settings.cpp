#include "enforce/smb_conf_settings.hpp"

#include <gpseal/policy/workstation_policies.hpp>

#include <algorithm>

namespace gpseal::agent::smb_conf_block {

namespace {

using policy::WorkstationNumber;
using policy::WorkstationPolicy;

constexpr std::string_view encrypt = setting_names[0];
constexpr std::string_view signing = setting_names[1];
constexpr std::string_view min_protocol = setting_names[2];
constexpr std::string_view ipc_min_protocol = setting_names[3];
constexpr std::string_view max_protocol = setting_names[4];
constexpr std::string_view ipc_max_protocol = setting_names[5];
constexpr std::string_view ciphers = setting_names[6];
constexpr std::string_view kerberos = setting_names[7];
constexpr std::string_view required = "required";

struct Dialect {
    WorkstationNumber number;
    std::string_view name;
    std::string_view printed; ///< by testparm, which knows two of them by an alias
};

constexpr std::array<Dialect, 5> dialects = {{{0x0202, "SMB2_02", "SMB2_02"},
                                              {0x0210, "SMB2_10", "SMB2"},
                                              {policy::smb3_00, "SMB3_00", "SMB3_00"},
                                              {0x0302, "SMB3_02", "SMB3_02"},
                                              {policy::smb3_11, "SMB3_11", "SMB3"}}};

/// Greater is newer; 0: not one of the dialects.
std::size_t rank_of(std::string_view name)
{
    if (name == "SMB3_10") { // a draft of 3.1.1 that Samba still knows by name
        return rank_of("SMB3_02");
    }
    const auto* const found = std::find_if(dialects.begin(), dialects.end(), [name](const Dialect& dialect) {
        return dialect.name == name || dialect.printed == name;
    });
    return found == dialects.end() ? 0 : static_cast<std::size_t>(found - dialects.begin()) + 1;
}

std::string name_of(WorkstationNumber number)
{
    const auto* const found = std::find_if(dialects.begin(), dialects.end(),
                                           [number](const Dialect& dialect) { return dialect.number == number; });
    return found == dialects.end() ? std::string() : std::string(found->name);
}

bool is_minimum(std::string_view name)
{
    return name == min_protocol || name == ipc_min_protocol;
}

bool is_cipher_list(std::string_view value)
{
    constexpr std::array<std::string_view, 4> known = {"AES-128-GCM", "AES-128-CCM", "AES-256-GCM", "AES-256-CCM"};
    constexpr std::string_view comma = ", ";
    for (std::size_t count = 0; count < known.size(); ++count) {
        const auto end = value.find(comma);
        if (std::find(known.begin(), known.end(), value.substr(0, end)) == known.end()) {
            return false;
        }
        if (end == std::string_view::npos) {
            return true;
        }
        value.remove_prefix(end + comma.size());
    }
    return false;
}

bool is_value_of_ours(std::string_view name, std::string_view value)
{
    if (name == ciphers) {
        return is_cipher_list(value);
    }
    if (name == encrypt || name == signing || name == kerberos) {
        return value == required;
    }
    return std::any_of(dialects.begin(), dialects.end(), [value](const Dialect& each) { return each.name == value; });
}

/// What the policies in force say, by name.
class Wish {
public:
    explicit Wish(const WantedState& wanted) : wanted_(wanted) {}

    [[nodiscard]] bool mandate() const { return wanted_.mandate == policy::EncryptionMandate::required; }
    [[nodiscard]] std::optional<WorkstationNumber> number(WorkstationPolicy policy) const
    {
        const auto* const found = wanted_.workstation ? find_in_force(*wanted_.workstation, policy) : nullptr;
        return found == nullptr ? std::nullopt : found->in_force;
    }
    [[nodiscard]] bool is(WorkstationPolicy policy, WorkstationNumber wanted) const { return number(policy) == wanted; }

private:
    const WantedState& wanted_;
};

} // namespace

const Settings& mandate_settings()
{
    static const Settings settings = settings_for({.mandate = policy::EncryptionMandate::required});
    return settings;
}

namespace {

Settings settings_of(const Wish& wish)
{
    Settings settings;
    const auto add = [&settings](std::string_view name, std::string value) {
        settings.push_back({name, std::move(value)});
    };
    if (wish.mandate()) {
        add(encrypt, std::string(required));
    }
    if (wish.mandate() || wish.is(WorkstationPolicy::insecure_guests, 0) ||
        wish.is(WorkstationPolicy::require_signing, 1)) {
        add(signing, std::string(required));
    }
    const auto floor = wish.mandate() ? policy::smb3_00 : WorkstationNumber{0};
    if (const auto minimum = wish.number(WorkstationPolicy::min_dialect)) {
        add(min_protocol, name_of(std::max(*minimum, floor)));
        add(ipc_min_protocol, name_of(std::max(*minimum, floor)));
    } else if (wish.mandate()) {
        add(min_protocol, name_of(floor));
    }
    if (const auto maximum = wish.number(WorkstationPolicy::max_dialect)) {
        add(max_protocol, name_of(*maximum));
        add(ipc_max_protocol, name_of(*maximum));
    }
    if (const auto order = wish.number(WorkstationPolicy::cipher_order).value_or(0); order != 0) {
        add(ciphers, policy::words_of(WorkstationPolicy::cipher_order, order));
    }
    if (wish.is(WorkstationPolicy::block_ntlm, 1)) {
        add(kerberos, std::string(required));
    }
    return settings;
}

} // namespace

Settings settings_for(const WantedState& wanted, const Settings& held)
{
    const Wish wish(wanted);
    const auto settings = settings_of(wish);
    if (wanted.workstation) {
        return settings;
    }
    auto kept = held;
    std::erase_if(kept, [](const Setting& setting) { return setting.name == encrypt; });
    return stricter_of(kept, settings);
}

Settings stricter_of(const Settings& held, const Settings& wanted)
{
    Settings both;
    for (const auto name : setting_names) {
        const auto named = [name](const Setting& setting) { return setting.name == name; };
        const auto has = std::find_if(held.begin(), held.end(), named);
        const auto wish = std::find_if(wanted.begin(), wanted.end(), named);
        if (has != held.end() && (wish == wanted.end() || !satisfies(*has, wish->value))) {
            both.push_back(*has);
        } else if (wish != wanted.end()) {
            both.push_back(*wish);
        }
    }
    return both;
}

std::string line_of(const Setting& setting)
{
    return "\t" + std::string(setting.name) + " = " + setting.value;
}

const std::string_view* name_of_line(std::string_view line)
{
    constexpr std::string_view equals = " = ";
    const auto at = line.find(equals);
    if (!line.starts_with('\t') || at == std::string_view::npos) {
        return nullptr;
    }
    const auto name = line.substr(1, at - 1);
    const auto* const found = std::find(setting_names.begin(), setting_names.end(), name);
    return found != setting_names.end() && is_value_of_ours(name, line.substr(at + equals.size())) ? found : nullptr;
}

bool satisfies(const Setting& wanted, std::string_view found)
{
    if (is_minimum(wanted.name)) {
        return rank_of(found) >= rank_of(wanted.value);
    }
    if (wanted.name == max_protocol || wanted.name == ipc_max_protocol) {
        return rank_of(found) == rank_of(wanted.value);
    }
    return found == wanted.value || (wanted.name == kerberos && found == "yes");
}

bool weakens(std::span<const Setting> held, std::span<const Setting> wanted)
{
    return std::any_of(held.begin(), held.end(), [wanted](const Setting& line) {
        return std::none_of(wanted.begin(), wanted.end(), [&line](const Setting& each) {
            return each.name == line.name && satisfies(line, each.value);
        });
    });
}

} // namespace gpseal::agent::smb_conf_block
