#include "collect/machine_name.hpp"

#include "enforce/smb_conf_lines.hpp"

#include <gpseal/base/utf.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace gpseal::agent {

namespace {

constexpr std::size_t max_smb_conf = std::size_t{4} << 20U;
constexpr std::size_t max_hostname_file = 4096;
constexpr std::size_t max_computer_name = 15;

std::string without_blanks(std::string_view text)
{
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != ' ' && c != '\t'; });
    return out;
}

std::string host_name(const RootedPaths& paths)
{
    if (!paths.live()) {
        const auto text = read_text(paths.under("/etc/hostname"), max_hostname_file);
        return text ? text->substr(0, text->find_first_of(" \t\r\n")) : std::string();
    }
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

} // namespace

std::optional<std::string> netbios_name_of(std::string_view smb_conf)
{
    std::optional<std::string> name;
    bool global = true; // what stands before any section is Samba's global
    for (const auto& line : smb_conf_lines(smb_conf)) {
        if (line.kind == SmbConfLine::Kind::section) {
            global = opens_global(line);
        }
        const auto equals = line.content.find('=');
        if (!global || line.kind != SmbConfLine::Kind::other || equals == std::string::npos) {
            continue;
        }
        const auto value = without_blanks(std::string_view(line.content).substr(equals + 1));
        if (equals_icase(without_blanks(std::string_view(line.content).substr(0, equals)), "netbiosname") &&
            !value.empty()) {
            name = value;
        }
    }
    return name;
}

std::vector<std::string> machine_names(const RootedPaths& paths)
{
    std::vector<std::string> names;
    const auto conf = read_text(paths.smb_conf(), max_smb_conf);
    if (auto netbios = conf ? netbios_name_of(*conf) : std::nullopt) {
        names.push_back(*std::move(netbios));
    }
    const auto whole = host_name(paths);
    if (const auto label = whole.substr(0, whole.find('.')); !label.empty()) {
        names.push_back(label);
        names.push_back(label.substr(0, max_computer_name));
    }
    return names;
}

Result<MachineIdentity> choose_machine(const std::vector<MachineIdentity>& accounts,
                                       const std::vector<std::string>& names)
{
    if (accounts.empty()) {
        return fail(Errc::not_found, "the keytab holds no machine account (HOST$) of the default realm; net ads keytab "
                                     "create -P makes one");
    }
    for (const auto& name : names) {
        const auto own = std::find_if(accounts.begin(), accounts.end(), [&](const MachineIdentity& account) {
            return equals_icase(account.host(), name);
        });
        if (own != accounts.end()) {
            return *own;
        }
    }
    if (names.empty() && accounts.size() == 1) {
        return accounts.front();
    }
    const auto more = accounts.size() > 1 ? " and " + std::to_string(accounts.size() - 1) + " more" : std::string();
    return fail(Errc::refused,
                "the keytab is of " + accounts.front().account + more + ", and this machine is called " +
                    (names.empty() ? "nothing" : names.front()) +
                    ": another computer's account would get another computer's policy; net ads join joins "
                    "this one, or netbios name in smb.conf says what it is called in the domain");
}

} // namespace gpseal::agent
