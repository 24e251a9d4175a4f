// What samba_apply_fault.sh breaks: one change of smb.conf by SambaStack, and the check of what is left of it.
//
// usage: samba_apply_driver prepare|run|settle ROOT SCENARIO [EXIT_CODE_OF_RUN]
// run: exit 0 done, 1 reported as failed. settle: exit 0 all promises kept, 1 with the broken one on stderr; leaves
// ROOT prepared for the next run.

#include "enforce/samba_stack.hpp"
#include "enforce/smb_conf_block.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;
namespace fs = std::filesystem;

namespace {

using Content = std::optional<std::string>; ///< nullopt: no file

struct Scenario {
    Content original; ///< before gpseal ever came
    Content before;
    Content after;
    policy::EncryptionMandate mandate = policy::EncryptionMandate::required;
    bool symlink = false;
};

std::string older(std::string text)
{
    const std::string note = "what: ";
    return text.replace(text.find(note), note.size(), "what, in an older version's words: ");
}

std::optional<Scenario> scenario_named(const std::string& name)
{
    const std::string plain =
        "# mine\n[global]\n\tworkgroup = X\n" + std::string(6000, '#') + "\n[data]\n\tpath = /srv";
    const auto enabled = smb_conf_block::insert(plain).value();
    const auto created = smb_conf_block::insert("", true).value();
    if (name == "enable" || name == "symlink") {
        return Scenario{.original = plain, .before = plain, .after = enabled, .symlink = name == "symlink"};
    }
    if (name == "disable") {
        return Scenario{plain, enabled, plain, policy::EncryptionMandate::none};
    }
    if (name == "upgrade") {
        return Scenario{.original = plain, .before = older(enabled), .after = enabled};
    }
    if (name == "create") {
        return Scenario{.after = created};
    }
    if (name == "uncreate") {
        return Scenario{.before = created, .mandate = policy::EncryptionMandate::none};
    }
    return std::nullopt;
}

Content content_of(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return in ? Content(std::string(std::istreambuf_iterator<char>(in), {})) : std::nullopt;
}

std::set<std::string> names_in(const fs::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        names.insert(entry.path().string());
    }
    return names;
}

void prepare(const RootedPaths& paths, const Scenario& scenario)
{
    const auto folder = paths.smb_conf().parent_path();
    fs::create_directories(folder);
    for (const auto& entry : fs::directory_iterator(folder)) {
        fs::remove(entry.path());
    }
    const auto real = scenario.symlink ? folder / "real.conf" : paths.smb_conf();
    if (scenario.before) {
        std::ofstream(real, std::ios::binary) << *scenario.before;
        ::chmod(real.c_str(), 0640);
    }
    if (scenario.symlink) {
        fs::create_symlink("real.conf", paths.smb_conf());
    }
}

Result<void> change(const RootedPaths& paths, policy::EncryptionMandate mandate)
{
    return SambaStack(paths).apply({.mandate = mandate}, Loosening{"drill"});
}

/// The promise that was broken; empty: none.
std::string settle(const RootedPaths& paths, const Scenario& scenario, int exit_code)
{
    const auto file = paths.smb_conf();
    const auto now = content_of(file);
    if (now != scenario.before && now != scenario.after) {
        return "smb.conf is neither the old nor the new one";
    }
    if (exit_code == 0 && now != scenario.after) {
        return "success was reported and smb.conf is still the old one";
    }
    if (auto again = change(paths, scenario.mandate); !again) {
        return "the next run fails: " + describe(again.error());
    }
    if (content_of(file) != scenario.after) {
        return "the next run does not converge";
    }
    std::set<std::string> expected;
    if (scenario.after) {
        expected.insert(file.string());
    }
    if (scenario.symlink) {
        expected.insert((file.parent_path() / "real.conf").string());
    }
    if (names_in(file.parent_path()) != expected) {
        return "litter is left after the next run";
    }
    if (auto reverted = change(paths, policy::EncryptionMandate::none); !reverted) {
        return "revert fails: " + describe(reverted.error());
    }
    if (content_of(file) != scenario.original || fs::is_symlink(file) != scenario.symlink) {
        return "revert is not byte-exact";
    }
    return {};
}

} // namespace

int main(int argc, char** argv)
{
    const std::string command = argc > 3 ? argv[1] : "";
    const auto scenario = argc > 3 ? scenario_named(argv[3]) : std::nullopt;
    if (!scenario) {
        std::cerr << "usage: samba_apply_driver prepare|run|settle ROOT SCENARIO [EXIT_CODE_OF_RUN]\n";
        return 2;
    }
    const RootedPaths paths{fs::path(argv[2])};
    if (command == "run") {
        (void)::access("/gpseal-start-of-apply", F_OK); // the mark that the script looks for in the trace
        const auto done = change(paths, scenario->mandate);
        if (!done) {
            std::cerr << describe(done.error()) << '\n';
        }
        return done ? 0 : 1;
    }
    if (command == "settle") {
        const auto broken = settle(paths, *scenario, argc > 4 ? std::stoi(argv[4]) : -1);
        if (!broken.empty()) {
            std::cerr << broken << '\n';
            return 1;
        }
    }
    prepare(paths, *scenario);
    return 0;
}
