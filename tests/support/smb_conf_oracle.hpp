#pragma once

#include "enforce/smb_conf_block.hpp"
#include "samba_model.hpp"

#include <string>
#include <string_view>

namespace gpseal::tests {

/// Every promise about the Samba block that can be checked on one text; the first one broken, or "".
inline std::string broken_block_promise(const std::string& text, const agent::smb_conf_block::Settings& settings)
{
    using namespace agent::smb_conf_block;
    const auto cleaned = remove(text);
    if (status(text, settings).overall() == BlockState::absent && cleaned != text) {
        return "remove() changed a text without a block";
    }
    if (status(cleaned, settings).overall() != BlockState::absent || remove(cleaned) != cleaned) {
        return "remove() left a block";
    }
    const auto inserted = insert(text, false, settings);
    if (!inserted) {
        return text.size() > max_smb_conf_size ? "" : "insert() refused";
    }
    if (status(*inserted, settings).overall() != BlockState::intact) {
        return "insert() made no intact block";
    }
    if (insert(*inserted, false, settings) != *inserted) {
        return "insert() is not idempotent";
    }
    if (held_settings(*inserted) != settings) {
        return "what is held is not what was put in";
    }
    if (status(text, settings).overall() != BlockState::intact && remove(*inserted) != cleaned) {
        return "remove(insert(x)) is not x";
    }
    const auto created = insert("", true, settings);
    if (remove(*created) != "" || !status(*created, settings).created ||
        status(*insert(cleaned, false, settings), settings).created) {
        return "the mark of a created file is wrong";
    }

    // Samba's view: our settings, the administrator's parameters as before, our settings.
    const auto& base = cleaned;
    const SambaModel before(base);
    const SambaModel after(*insert(base, false, settings));
    const auto ours_at = [&](std::size_t index) {
        for (std::size_t i = 0; i < settings.size(); ++i) {
            if (index + i >= after.parameters.size()) {
                return false;
            }
            const auto& found = after.parameters[index + i];
            if (found.section != "global" || found.name != SambaModel::bare(std::string(settings[i].name)) ||
                found.value != settings[i].value) {
                return false;
            }
        }
        return true;
    };
    if (!ours_at(0)) {
        return "our settings are not the first that Samba reads";
    }
    if (after.stopped != before.stopped) {
        return "the block changed where Samba stops";
    }
    const std::size_t blocks = after.stopped ? 1 : 2;
    if (after.parameters.size() != before.parameters.size() + blocks * settings.size()) {
        return "the block changed the administrator's lines";
    }
    for (std::size_t i = 0; i < before.parameters.size(); ++i) {
        const bool open_end = i + 1 == before.parameters.size() && before.open_end;
        if (!open_end && !(after.parameters[i + settings.size()] == before.parameters[i])) {
            return "the block changed a line of the administrator's";
        }
    }
    if (!after.stopped && !ours_at(after.parameters.size() - settings.size())) {
        return "our settings are not the last that Samba reads";
    }
    return "";
}

/// Of the mandate, of other policies, and of all of them.
inline std::string broken_block_promise(const std::string& text)
{
    using namespace agent::smb_conf_block;
    static const Settings others = {{setting_names[4], "SMB3_02"}, {setting_names[6], "AES-256-GCM, AES-128-CCM"}};
    static const Settings all = {{setting_names[0], "required"},    {setting_names[1], "required"},
                                 {setting_names[2], "SMB3_11"},     {setting_names[3], "SMB3_11"},
                                 {setting_names[4], "SMB3_11"},     {setting_names[5], "SMB3_11"},
                                 {setting_names[6], "AES-256-GCM"}, {setting_names[7], "required"}};
    for (const auto* const settings : {&mandate_settings(), &others, &all}) {
        if (auto broken = broken_block_promise(text, *settings); !broken.empty()) {
            return broken;
        }
    }
    return "";
}

} // namespace gpseal::tests
