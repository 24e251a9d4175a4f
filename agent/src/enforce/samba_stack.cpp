#include "enforce/samba_stack.hpp"

#include "enforce/samba_settings.hpp"
#include "enforce/smb_conf_block.hpp"
#include "enforce/smb_conf_lines.hpp"
#include "enforce/unified_diff.hpp"
#include "service/at_once.hpp"

#include <gpseal/agent/child_process.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace gpseal::agent {

namespace {

using policy::EncryptionMandate;
using smb_conf_block::BlockState;
using smb_conf_block::Setting;
using smb_conf_block::Settings;

/// How often an edit by someone else in between is taken up before we give in.
constexpr int max_attempts = 4;
constexpr std::string_view stack_name = "samba";

/// smb.conf as it is, and as it shall be.
struct Change {
    std::optional<FileIdentity> seen; ///< nullopt: there is no smb.conf
    std::string before;
    std::string after;
    Settings held; ///< by what stands
    bool loosens = false;
    bool removes_file = false; ///< it was ours alone
};

/// Whether what stands may be weakened, or stays where it is stricter.
enum class Stricter { may_go, stays };

Result<Change> work_out(const std::filesystem::path& path, const WantedState& wanted, Stricter what_is_stricter)
{
    const auto seen = identify(path);
    if (!seen) {
        return fail(seen.error());
    }
    Change change{.seen = *seen};
    if (change.seen) {
        auto text = read_text(path, smb_conf_block::max_smb_conf_size);
        if (!text) {
            return fail(text.error());
        }
        change.before = *std::move(text);
    }
    change.held = smb_conf_block::held_settings(change.before);
    auto settings = smb_conf_block::settings_for(wanted, change.held);
    if (what_is_stricter == Stricter::stays) {
        settings = smb_conf_block::stricter_of(change.held, settings);
    }
    if (settings.empty()) {
        change.after = smb_conf_block::remove(change.before);
        change.loosens = change.after != change.before;
        change.removes_file = change.loosens && change.after.empty() && smb_conf_block::status(change.before).created;
        return change;
    }
    auto text = smb_conf_block::insert(change.before, !change.seen, settings);
    if (!text) {
        return fail(text.error().code, text.error().message, path);
    }
    change.after = *std::move(text);
    change.loosens = smb_conf_block::weakens(change.held, settings);
    return change;
}

Result<void> carry_out(const std::filesystem::path& path, const Change& change)
{
    std::error_code error;
    if (change.removes_file && !std::filesystem::is_symlink(path, error)) {
        return change.seen ? remove_expected(path, *change.seen) : Result<void>();
    }
    if (!change.seen) {
        if (auto made = make_folder(path.parent_path(), 0755); !made) {
            return made;
        }
    }
    return replace_file(path, change.after, {.expected = change.seen});
}

std::string user_label(std::uint32_t uid)
{
    return uid == 0 ? "as root" : "as uid " + std::to_string(uid);
}

std::string list(const std::vector<std::size_t>& numbers)
{
    std::string text;
    for (const auto number : numbers) {
        text += (text.empty() ? "" : ", ") + std::to_string(number);
    }
    return text;
}

ConfiguredState block_row(const smb_conf_block::Status& status, const Settings& settings)
{
    const auto wanted = settings.empty() ? BlockState::absent : BlockState::intact;
    ConfiguredState row{.stack = std::string(stack_name),
                        .target = "gpseal's blocks in smb.conf",
                        .wanted = std::string(to_string(wanted)),
                        .found = std::string(to_string(status.overall())),
                        .drift = status.overall() != wanted};
    if (status.overall() == BlockState::damaged) {
        row.found +=
            " (first " + std::string(to_string(status.first)) + ", last " + std::string(to_string(status.last)) + ")";
    }
    if (!status.leftovers.empty()) {
        row.found += "; not surely ours and left alone: line " + list(status.leftovers);
    }
    return row;
}

ConfiguredState value_row(std::size_t index, const SettingsOfUser& user, const Setting* wanted)
{
    const auto& found = user.settings;
    const auto name = std::string(smb_conf_block::setting_names.at(index));
    ConfiguredState row{.stack = std::string(stack_name),
                        .target = name + " (" + user_label(user.uid) + ")",
                        .wanted = wanted != nullptr ? wanted->value : std::string(as_the_administrator_set_it),
                        .known = found && found->at(index)};
    if (!row.known) {
        row.found = "unknown: " + (found ? "testparm does not print '" + name + "'" : describe(found.error()));
        return row;
    }
    row.found = *found->at(index);
    row.drift = wanted != nullptr && !smb_conf_block::satisfies(*wanted, row.found);
    return row;
}

/// The rows that every report has, wanted or not: those of the mandate.
bool is_always_shown(std::size_t index)
{
    return std::any_of(
        smb_conf_block::mandate_settings().begin(), smb_conf_block::mandate_settings().end(),
        [index](const Setting& setting) { return setting.name == smb_conf_block::setting_names.at(index); });
}

/// What this user reads, and what one without rights does.
using BothUsers = std::array<SettingsOfUser, 2>;

/// Nearly all the time goes into starting testparm, so both start at once.
BothUsers ask_both(const std::filesystem::path& path, const ReadAsUser& as_user)
{
    BothUsers users = {SettingsOfUser{.uid = ::geteuid()}, SettingsOfUser{}};
    at_once([&] { users[0].settings = read_samba_settings(path, std::nullopt); }, [&] { users[1] = as_user(path); });
    return users;
}

/// A file from which nobody is sent elsewhere says the same to all who can read it: one testparm, without rights, is
/// enough.
BothUsers ask_one(const std::filesystem::path& path)
{
    const auto user = read_as_user(path);
    return user.settings ? BothUsers{SettingsOfUser{.uid = ::geteuid(), .settings = user.settings}, user}
                         : ask_both(path, read_as_user);
}

void add_value_rows(std::vector<ConfiguredState>& rows, const BothUsers& users, const Settings& wanted)
{
    for (const auto& user : users) {
        for (std::size_t i = 0; i < smb_conf_block::setting_names.size(); ++i) {
            const auto wish = std::find_if(wanted.begin(), wanted.end(), [i](const Setting& setting) {
                return setting.name == smb_conf_block::setting_names.at(i);
            });
            if (wish != wanted.end() || is_always_shown(i)) {
                rows.push_back(value_row(i, user, wish == wanted.end() ? nullptr : &*wish));
            }
        }
    }
}

} // namespace

Result<StackPlan> SambaStack::plan(const WantedState& wanted)
{
    const auto path = paths_.smb_conf();
    const auto change = work_out(path, wanted, Stricter::may_go);
    if (!change) {
        return fail(change.error());
    }
    StackPlan plan;
    if (change->after != change->before) {
        plan.changes.push_back({.target = path.string(),
                                .diff = unified_diff(path.string(), change->before, change->after),
                                .loosens = change->loosens});
    }
    return plan;
}

Result<void> SambaStack::apply(const WantedState& wanted, const std::optional<Loosening>& loosening)
{
    const auto path = paths_.smb_conf();
    // without leave a mandate is mended all the same, and what stands beside it stays
    const bool mends = !loosening && wanted.mandate == EncryptionMandate::required;
    Result<void> done;
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
        const auto change = work_out(path, wanted, mends ? Stricter::stays : Stricter::may_go);
        if (!change) {
            return fail(change.error());
        }
        if (change->after == change->before) {
            return discard_temporary(path);
        }
        if (change->loosens && !loosening) {
            return fail(Errc::refused, "would take the encryption settings out without leave to loosen", path);
        }
        done = carry_out(path, *change);
        if (done || done.error().code != Errc::conflict) {
            return done;
        }
    }
    return done;
}

std::vector<ConfiguredState> SambaStack::judge(const WantedState& wanted)
{
    const auto path = paths_.smb_conf();
    const auto seen = identify(path);
    const bool missing = seen && !*seen;
    const auto text = missing ? Result<std::string>(std::string()) : read_text(path, smb_conf_block::max_smb_conf_size);
    const auto settings =
        smb_conf_block::settings_for(wanted, smb_conf_block::held_settings(text ? std::string_view(*text) : ""));
    std::vector<ConfiguredState> rows;
    rows.push_back(text ? block_row(smb_conf_block::status(*text, settings), settings)
                        : ConfiguredState{.stack = std::string(stack_name),
                                          .target = "gpseal's blocks in smb.conf",
                                          .wanted = settings.empty() ? "absent" : "intact",
                                          .found = "unknown: " + describe(text.error()),
                                          .known = false});
    // without an smb.conf clients run on the defaults they were built with: what an empty one gives
    const auto read_from = missing ? std::filesystem::path("/dev/null") : path;
    const bool alike = text && !may_send_elsewhere(*text) && !as_user_;
    add_value_rows(rows, alike ? ask_one(read_from) : ask_both(read_from, as_user_ ? as_user_ : read_as_user),
                   settings);
    for (const auto& indirection : text ? smb_conf_indirections(*text) : std::vector<SmbConfIndirection>{}) {
        rows.push_back({.stack = std::string(stack_name),
                        .target = "settings from outside of smb.conf",
                        .wanted = "none",
                        .found = "unknown: line " + std::to_string(indirection.line) + ": " + indirection.what,
                        .known = false});
    }
    return rows;
}

} // namespace gpseal::agent
