#include "report/rsop_nodes.hpp"

#include "report/xml_text.hpp"

#include <gpseal/policy/registry_image.hpp>

#include <algorithm>
#include <vector>

namespace gpseal::agent::rsop {

using policy::PolicyState;

void add(pugi::xml_node parent, const char* name, std::string_view text)
{
    parent.append_child(name).text().set(xml_text(text).c_str());
}

void add(pugi::xml_node parent, const char* name, std::size_t number)
{
    add(parent, name, std::to_string(number));
}

void add_flag(pugi::xml_node parent, const char* name, bool value)
{
    add(parent, name, std::string_view(value ? "true" : "false"));
}

void add_in(pugi::xml_node parent, const char* names, const char* name, std::string_view text)
{
    auto node = parent.append_child(name);
    node.append_attribute("xmlns").set_value(names);
    node.text().set(xml_text(text).c_str());
}

namespace {

void add_winner(pugi::xml_node setting, const RsopSettings& settings, const policy::GpoIdentity& gpo,
                std::size_t precedence)
{
    auto node = setting.append_child("GPO");
    node.append_attribute("xmlns").set_value(base_names);
    add_in(node, type_names, "Identifier", gpo.guid);
    const auto* const dn = linked_gpo(settings.scopes, gpo);
    add_in(node, type_names, "Domain", dn != nullptr ? dn->dns_domain() : settings.domain);
    add_in(setting, base_names, "Precedence", std::to_string(precedence));
}

void add_require_encryption(pugi::xml_node extension, const RsopSettings& settings)
{
    std::vector<const policy::PolicyVoice*> voices;
    if (settings.policy.decision.winner) {
        voices.push_back(&*settings.policy.decision.winner);
    }
    for (const auto& loser : settings.policy.decision.losers) {
        voices.push_back(&loser);
    }
    std::size_t precedence = 0;
    for (const auto* voice : voices) {
        ++precedence;
        if (voice->state != PolicyState::enabled && voice->state != PolicyState::disabled) {
            continue; // Windows shows such a value as a registry setting
        }
        auto node = extension.append_child("q1:Policy");
        add_winner(node, settings, voice->gpo, precedence);
        add(node, "q1:Name", std::string_view("Require Encryption"));
        add(node, "q1:State", std::string_view(voice->state == PolicyState::enabled ? "Enabled" : "Disabled"));
        add(node, "q1:Category", std::string_view("Network/Lanman Workstation"));
    }
}

void write_data(pugi::xml_node value, policy::RegistryType type, std::span<const std::byte> data)
{
    using policy::RegistryType;
    if (type == RegistryType::dword && data.size() == 4) {
        std::size_t number = 0;
        for (std::size_t i = 4; i-- > 0;) {
            number = number << 8U | std::to_integer<std::size_t>(data[i]);
        }
        add(value, "q1:Number", number);
        return;
    }
    if ((type == RegistryType::sz || type == RegistryType::expand_sz) && data.size() % 2 == 0) {
        auto text = to_utf8(data);
        text.erase(std::min(text.find('\0'), text.size()));
        add(value, type == RegistryType::sz ? "q1:String" : "q1:ExpandString", text);
        return;
    }
    std::string digits;
    for (const auto byte : data) {
        constexpr std::string_view hex = "0123456789ABCDEF";
        digits += hex[std::to_integer<unsigned>(byte) >> 4U];
        digits += hex[std::to_integer<unsigned>(byte) & 15U];
    }
    add(value, "q1:Binary", digits);
}

void add_values(pugi::xml_node extension, const RsopSettings& settings)
{
    const policy::RegistryImage image(settings.result.applied);
    for (const auto& key : image.keys()) {
        for (const auto& value : key.values) {
            const auto& word = value.outcome;
            const bool ours = equals_ascii_icase(key.path, policy::require_encryption_key) &&
                              equals_ascii_icase(value.name, policy::require_encryption_value) &&
                              word.type == policy::RegistryType::dword;
            if (!word.sets() || ours) {
                continue;
            }
            auto node = extension.append_child("q1:RegistrySetting");
            add_winner(node, settings, settings.result.applied[word.gpo].identity, 1);
            add(node, "q1:KeyPath", to_utf8(key.path));
            add_flag(node, "q1:AdmSetting", false);
            auto data = node.append_child("q1:Value");
            add(data, "q1:Name", to_utf8(value.name));
            write_data(data, word.type, word.data);
        }
    }
}

} // namespace

void add_rsop_settings(pugi::xml_node computer, const RsopSettings& settings)
{
    auto node = computer.append_child("ExtensionData");
    auto extension = node.append_child("Extension");
    extension.append_attribute("xmlns:q1").set_value(registry_names);
    extension.append_attribute("xsi:type").set_value("q1:RegistrySettings");
    extension.append_attribute("xmlns").set_value(setting_names);
    add_require_encryption(extension, settings);
    add_values(extension, settings);
    if (extension.first_child()) {
        add_in(node, setting_names, "Name", "Registry");
    } else {
        computer.remove_child(node);
    }
}

} // namespace gpseal::agent::rsop
