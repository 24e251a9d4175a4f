#include <gpseal/base/byte_reader.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_image.hpp>
#include <gpseal/policy/resultant_set.hpp>
#include <gpseal/policy/security_settings.hpp>

#include <algorithm>
#include <limits>

namespace gpseal::policy {

namespace {

constexpr std::size_t max_lines = 1000; ///< of a list; what is beyond is not read

/// The lines of a REG_MULTI_SZ, empty ones left out; nullopt: it is none.
std::optional<std::vector<std::string>> lines_of(const RegistryValue& value)
{
    if (value.type != RegistryType::multi_sz || value.data.size() % 2 != 0) {
        return std::nullopt;
    }
    std::vector<std::string> lines;
    const std::span<const std::byte> data = value.data;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= data.size() && lines.size() < max_lines; at += 2) {
        const bool ends = at == data.size() || (data[at] == std::byte{0} && data[at + 1] == std::byte{0});
        if (ends && at > begin) {
            lines.push_back(to_utf8(data.subspan(begin, at - begin)));
        }
        begin = ends ? at + 2 : begin;
    }
    return lines;
}

/// "AES_128_GCM" and "AES-128-GCM" are one.
WorkstationNumber cipher_id(std::string line)
{
    std::replace(line.begin(), line.end(), '_', '-');
    constexpr WorkstationNumber ids = 4;
    for (WorkstationNumber id = 1; id <= ids; ++id) {
        if (equals_icase(ciphers_of(id).front(), line)) {
            return id;
        }
    }
    return 0;
}

class Decider {
public:
    Decider(std::span<const GroupPolicyObject> gpos, std::span<const GroupPolicyObject> security)
        : gpos_(gpos), security_(security)
    {
    }

    void decide(const WorkstationPolicyInfo& info)
    {
        if (decide_by_template(info)) {
            return;
        }
        const auto result = resolve_value(gpos_, info.key, info.value_name);
        if (!result.value || !result.winner) {
            return;
        }
        const auto& event = result.history[*result.winner];
        const auto& gpo = gpos_[event.gpo].identity;
        setting_ = {info.policy, std::nullopt, gpo.name, gpo.path + "@" + std::to_string(event.offset)};
        read(info, *result.value);
        found_.settings.push_back(std::move(setting_));
    }

    /// Security settings apply after registry.pol, so they outrank it, whichever GPO has them.
    [[nodiscard]] bool decide_by_template(const WorkstationPolicyInfo& info)
    {
        const TemplateValue* said = nullptr;
        for (auto gpo = security_.rbegin(); gpo != security_.rend() && said == nullptr; ++gpo) {
            said = policy::find(gpo->security, info.key, info.value_name);
            if (said != nullptr) {
                setting_ = {info.policy, std::nullopt, gpo->identity.name,
                            gpo->security.path + ":" + std::to_string(said->line)};
            }
        }
        if (said == nullptr) {
            return false;
        }
        if (const auto number = dword_of(*said)) {
            set_flag(info, *number);
        } else {
            found_.findings.push_back({Severity::error, "unrecognised_value",
                                       std::string(info.value_name) + " is no number of type 4 (REG_DWORD)",
                                       "set it again in the Group Policy editor", setting_.where});
        }
        found_.settings.push_back(std::move(setting_));
        return true;
    }

    /// Hardened UNC Paths has a value for each path.
    void count_values(const WorkstationPolicyInfo& info)
    {
        const RegistryImage image(gpos_);
        const auto* const key = image.find(info.key);
        const auto count = key == nullptr ? 0
                                          : std::count_if(key->values.begin(), key->values.end(),
                                                          [](const ImageValue& value) { return value.outcome.sets(); });
        if (count > 0) {
            found_.settings.push_back({info.policy, bounded(static_cast<std::size_t>(count)), {}, {}});
        }
    }

    [[nodiscard]] WorkstationPolicies result() && { return std::move(found_); }

private:
    static WorkstationNumber bounded(std::size_t count)
    {
        return static_cast<WorkstationNumber>(
            std::min<std::size_t>(count, std::numeric_limits<WorkstationNumber>::max()));
    }

    void read(const WorkstationPolicyInfo& info, const RegistryValue& value)
    {
        switch (info.kind) {
        case WorkstationKind::flag:
            read_flag(info, value);
            break;
        case WorkstationKind::dialect:
            read_dialect(info, value);
            break;
        case WorkstationKind::ciphers:
            read_ciphers(info, value);
            break;
        case WorkstationKind::list:
            if (const auto lines = lines_of(value)) {
                setting_.number = bounded(lines->size());
            } else {
                refuse(info, value, "only a REG_MULTI_SZ has a meaning");
            }
            break;
        }
    }

    std::optional<std::uint32_t> dword(const WorkstationPolicyInfo& info, const RegistryValue& value)
    {
        if (value.type != RegistryType::dword || value.data.size() != sizeof(std::uint32_t)) {
            refuse(info, value, "only a REG_DWORD of 4 bytes has a meaning");
            return std::nullopt;
        }
        return ByteReader(value.data).u32le();
    }

    void read_flag(const WorkstationPolicyInfo& info, const RegistryValue& value)
    {
        if (const auto number = dword(info, value)) {
            set_flag(info, *number);
        }
    }

    void set_flag(const WorkstationPolicyInfo& info, std::uint32_t number)
    {
        setting_.number = number == 0 ? WorkstationNumber{0} : WorkstationNumber{1};
        if (number > 1) {
            note("nonstandard_value", std::string(info.value_name) + " is " + std::to_string(number) +
                                          "; only 0 and 1 are defined, any other number counts as Enabled");
        }
    }

    void read_dialect(const WorkstationPolicyInfo& info, const RegistryValue& value)
    {
        const auto number = dword(info, value);
        const auto dialect = static_cast<WorkstationNumber>(number.value_or(0) & 0xFFFFU);
        if (number && dialect == *number && is_valid(info.policy, dialect)) {
            setting_.number = dialect;
        } else if (number) {
            found_.findings.push_back(
                {Severity::error, "unrecognised_value",
                 std::string(info.value_name) + " is " + std::to_string(*number) + ", which is no version of SMB",
                 "set the policy again in the Group Policy editor", setting_.where});
        }
    }

    void read_ciphers(const WorkstationPolicyInfo& info, const RegistryValue& value)
    {
        const auto lines = lines_of(value);
        if (!lines) {
            refuse(info, value, "only a REG_MULTI_SZ has a meaning");
            return;
        }
        unsigned list = 0;
        unsigned shift = 0;
        std::string unknown;
        for (const auto& line : *lines) {
            const unsigned id = cipher_id(line);
            const auto names = ciphers_of(static_cast<WorkstationNumber>(list));
            if (id == 0) {
                unknown = unknown.empty() ? line : unknown;
            } else if (std::find(names.begin(), names.end(), ciphers_of(static_cast<WorkstationNumber>(id)).front()) ==
                       names.end()) {
                list |= id << shift;
                shift += 4;
            }
        }
        setting_.number = static_cast<WorkstationNumber>(list);
        if (!unknown.empty()) {
            note("unknown_cipher", std::string(info.value_name) + " names " + unknown.substr(0, 40) +
                                       ", which is no cipher suite of SMB; it is left out");
        }
        if (list == 0) {
            note("no_cipher", std::string(info.value_name) +
                                  " names no cipher suite of SMB, so the clients' own order stays, as on Windows");
        }
    }

    void refuse(const WorkstationPolicyInfo& info, const RegistryValue& value, std::string_view why)
    {
        found_.findings.push_back({Severity::error, "unrecognised_value",
                                   std::string(info.value_name) + " is a " + to_string(value.type) + " of " +
                                       std::to_string(value.data.size()) + " bytes; " + std::string(why),
                                   "set the policy again in the Group Policy editor", setting_.where});
    }

    void note(std::string code, std::string message)
    {
        found_.findings.push_back({Severity::warning, std::move(code), std::move(message),
                                   "set the policy again in the Group Policy editor", setting_.where});
    }

    std::span<const GroupPolicyObject> gpos_;
    std::span<const GroupPolicyObject> security_;
    WorkstationSetting setting_;
    WorkstationPolicies found_;
};

} // namespace

WorkstationPolicies decide_workstation_policies(std::span<const GroupPolicyObject> gpos)
{
    return decide_workstation_policies(gpos, gpos);
}

WorkstationPolicies decide_workstation_policies(std::span<const GroupPolicyObject> registry,
                                                std::span<const GroupPolicyObject> security)
{
    Decider decider(registry, security);
    for (const auto& info : known_workstation_policies()) {
        if (info.value_name.empty()) {
            decider.count_values(info);
        } else {
            decider.decide(info);
        }
    }
    return std::move(decider).result();
}

} // namespace gpseal::policy
