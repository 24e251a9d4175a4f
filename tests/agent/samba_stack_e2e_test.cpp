// The Samba block as Samba itself sees it: every shape of smb.conf, applied, judged by testparm and by what a real
// smbclient offers on the wire, as root and as an unprivileged user, and reverted.

#include "enforce/samba_stack.hpp"
#include "enforce/smb_conf_block.hpp"
#include "negotiate_listener.hpp"
#include "samba_model.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/child_process.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
namespace fs = std::filesystem;

namespace {

[[maybe_unused]] const bool can_run = [] {
    const char* why = ::geteuid() != 0                            ? "needs root, to look as another user"
                      : ::access("/usr/bin/testparm", X_OK) != 0  ? "testparm is not installed"
                      : ::access("/usr/bin/smbclient", X_OK) != 0 ? "smbclient is not installed"
                                                                  : nullptr;
    if (why != nullptr) {
        std::cout << "skipped: " << why << std::endl;
        std::_Exit(77);
    }
    return true;
}();

const WantedState required{.mandate = policy::EncryptionMandate::required};
const WantedState none{.mandate = policy::EncryptionMandate::none};
const Loosening leave{"test"};

struct Sandbox {
    TemporaryFolder folder;
    RootedPaths paths{folder.path()};
    SambaStack stack{paths};
    fs::path file = paths.smb_conf();

    explicit Sandbox(const std::string& content)
    {
        ::chmod(folder.path().c_str(), 0755);
        spill(file, content);
        ::chmod(file.c_str(), 0644);
    }
};

std::string offered(const fs::path& conf, const std::optional<uid_t>& uid)
{
    NegotiateListener listener;
    REQUIRE(listener.ready());
    const auto run = run_child({.arguments = {"smbclient", "//127.0.0.1/x", "-p", std::to_string(listener.port()), "-N",
                                              "-s", conf.string(), "-t", "3", "-c", "exit"},
                                .run_as = uid});
    REQUIRE(run);
    const auto dialects = listener.dialects();
    REQUIRE(dialects);
    std::string text;
    for (const auto dialect : *dialects) {
        text += text.empty() ? "" : " ";
        text += dialect == 0 ? "SMB1" : dialect < 0x300 ? "SMB2" : "SMB3";
    }
    return text;
}

bool only_smb3(const std::string& dialects)
{
    return dialects.find("SMB3") != std::string::npos && dialects.find("SMB1") == std::string::npos &&
           dialects.find("SMB2") == std::string::npos;
}

std::vector<ConfiguredState> value_rows(SambaStack& stack, const WantedState& wanted, const std::string& user)
{
    std::vector<ConfiguredState> rows;
    for (const auto& row : stack.judge(wanted)) {
        if (row.target.ends_with("(as " + user + ")")) {
            rows.push_back(row);
        }
    }
    REQUIRE(rows.size() == 3);
    return rows;
}

bool as_wanted(const std::vector<ConfiguredState>& rows)
{
    return std::all_of(rows.begin(), rows.end(), [](const ConfiguredState& row) { return row.known && !row.drift; });
}

bool unknown(const std::vector<ConfiguredState>& rows)
{
    return std::all_of(rows.begin(), rows.end(), [](const ConfiguredState& row) {
        return !row.known && !row.drift && row.found.starts_with("unknown: ");
    });
}

struct Attributes {
    uid_t uid;
    gid_t gid;
    mode_t mode;
    std::string note;
    bool symlink;

    bool operator==(const Attributes&) const = default;
};

Attributes attributes_of(const fs::path& path)
{
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    std::string note(16, '\0');
    const auto size = ::getxattr(path.c_str(), "user.note", note.data(), note.size());
    note.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return {info.st_uid, info.st_gid, info.st_mode, note, fs::is_symlink(path)};
}

/// What else Samba makes of the file, without our three settings; nullopt: it cannot load it.
std::optional<std::string> other_settings(const fs::path& conf)
{
    const auto run = run_child({.arguments = {"testparm", "-s", conf.string()}});
    REQUIRE(run);
    if (run->exit_code != 0) {
        return std::nullopt;
    }
    std::string kept;
    for (std::size_t at = 0; at < run->output.size();) {
        const auto end = std::min(run->output.find('\n', at), run->output.size() - 1) + 1;
        const auto line = run->output.substr(at, end - at);
        kept += line.find("\tclient ") == 0 ? "" : line;
        at = end;
    }
    return kept;
}

void check_shape(const fs::path& shape, bool behind_symlink)
{
    const auto original = slurp(shape);
    Sandbox box(original);
    if (behind_symlink) {
        fs::rename(box.file, box.folder.path() / "real.conf");
        fs::create_symlink("../../real.conf", box.file);
    }
    REQUIRE(::chown(box.file.c_str(), 12, 34) == 0);
    ::chmod(box.file.c_str(), 0664);
    (void)::setxattr(box.file.c_str(), "user.note", "kept", 4, 0);
    const auto attributes = attributes_of(box.file);
    const auto before = other_settings(box.file);

    REQUIRE(box.stack.apply(required, std::nullopt));
    CHECK(attributes_of(box.file) == attributes);
    CHECK(box.stack.judge(required).at(0).found == "intact");
    const auto after = other_settings(box.file);
    CHECK(before.has_value() == after.has_value());
    if (after) {
        CHECK(as_wanted(value_rows(box.stack, required, "root")));
        CHECK(as_wanted(value_rows(box.stack, required, "uid 65534")));
        CHECK_FALSE(SambaModel(original).stopped);
        if (!SambaModel(original).open_end) {
            CHECK(*before == *after);
        }
    } else {
        CHECK(unknown(value_rows(box.stack, required, "root")));
        CHECK(unknown(value_rows(box.stack, required, "uid 65534")));
    }

    REQUIRE(box.stack.apply(none, leave));
    CHECK(slurp(box.file) == original);
    CHECK(attributes_of(box.file) == attributes);
}

} // namespace

TEST_CASE("samba e2e: every shape of smb.conf is applied, read by Samba as wanted, and reverted byte for byte")
{
    std::vector<fs::path> shapes;
    for (const auto& entry : fs::directory_iterator(std::string(std::getenv("GPSEAL_TEST_DATA")) + "/smb_conf")) {
        shapes.push_back(entry.path());
    }
    std::sort(shapes.begin(), shapes.end());
    CHECK(shapes.size() >= 60);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        INFO(shapes[i].filename().string());
        check_shape(shapes[i], i % 3 == 0);
    }
}

TEST_CASE("samba e2e: without the block the same judgement finds the drift")
{
    Sandbox box("[global]\n\tclient min protocol = SMB2\n");
    const auto rows = value_rows(box.stack, required, "uid 65534");
    CHECK(rows[0] == ConfiguredState{"samba", "client smb encrypt (as uid 65534)", "required", "default", true, true});
    CHECK(rows[2].found == "SMB2");
    CHECK(rows[2].drift);
    CHECK(offered(box.file, unprivileged_uid).find("SMB2") != std::string::npos);
    fs::remove(box.file);
    CHECK(value_rows(box.stack, required, "root")[0].found == "default");
    CHECK(value_rows(box.stack, required, "root")[0].drift);
}

TEST_CASE("samba e2e: 'yes' is not required, and an administrator's stricter minimum is enough")
{
    Sandbox box("[global]\n\tclient smb encrypt = yes\n\tclient min protocol = SMB3\n");
    const auto rows = value_rows(box.stack, required, "root");
    CHECK(rows[0].found == "if_required");
    CHECK(rows[0].drift);
    CHECK(rows[2].found == "SMB3");
    CHECK_FALSE(rows[2].drift);
}

TEST_CASE("samba e2e: with no mandate nothing drifts, unless the block is still there")
{
    Sandbox box("[global]\n\tclient smb encrypt = off\n");
    auto rows = box.stack.judge(none);
    CHECK(std::none_of(rows.begin(), rows.end(), [](const ConfiguredState& row) { return row.drift; }));
    CHECK(rows.at(1).wanted == "as the administrator set it");
    CHECK(rows.at(1).found == "No");
    REQUIRE(box.stack.apply(required, std::nullopt));
    rows = box.stack.judge(none);
    CHECK(rows.at(0).drift);
    CHECK(rows.at(0).wanted == "absent");
}

TEST_CASE("samba e2e: a line that Samba cannot read below the first block does not open the mandate")
{
    for (const auto* broken : {"\tclient smb encrypt = wurst\n", "[data\n", " = 1\n", "\tinclude = registry\n"}) {
        Sandbox box(std::string("[global]\n") + broken + "\tclient min protocol = NT1\n");
        INFO(broken);
        REQUIRE(box.stack.apply(required, std::nullopt));
        CHECK(unknown(value_rows(box.stack, required, "uid 65534")));
        CHECK(only_smb3(offered(box.file, std::nullopt)));
        CHECK(only_smb3(offered(box.file, unprivileged_uid)));
    }
}

TEST_CASE("samba e2e: an include that only root may read is seen by the unprivileged judgement alone")
{
    Sandbox box("");
    const auto secret = box.folder.path() / "secret.conf";
    spill(secret, "[global]\n\tlog level = 1\n");
    ::chmod(secret.c_str(), 0600);
    const auto include = "\tinclude = " + secret.string() + "\n";

    spill(box.file, "[global]\n" + include + "\tworkgroup = X\n");
    REQUIRE(box.stack.apply(required, std::nullopt));
    CHECK(as_wanted(value_rows(box.stack, required, "root")));
    CHECK(unknown(value_rows(box.stack, required, "uid 65534")));
    CHECK(only_smb3(offered(box.file, unprivileged_uid))); // the first block held

    // the one way to open it: weaker lines of the administrator's, and a stop for this user between both blocks
    spill(box.file, "[global]\n\tclient min protocol = NT1\n" + include + "\tworkgroup = X\n");
    REQUIRE(box.stack.apply(required, std::nullopt));
    CHECK(as_wanted(value_rows(box.stack, required, "root")));
    CHECK(only_smb3(offered(box.file, std::nullopt)));
    CHECK(unknown(value_rows(box.stack, required, "uid 65534")));
    CHECK_FALSE(only_smb3(offered(box.file, unprivileged_uid)));
}

TEST_CASE("samba e2e: an include that weakens, or that ends in a share, is outranked by the last block")
{
    Sandbox box("");
    const auto weak = box.folder.path() / "weak.conf";
    spill(weak, "[global]\n\tclient smb encrypt = off\n\tclient signing = no\n\tclient min protocol = NT1\n[share]\n");
    spill(box.file, "[global]\n\tinclude = " + weak.string() + "\n\tworkgroup = X\n");
    REQUIRE(box.stack.apply(required, std::nullopt));
    CHECK(as_wanted(value_rows(box.stack, required, "root")));
    CHECK(as_wanted(value_rows(box.stack, required, "uid 65534")));
}

TEST_CASE("samba e2e: settings from outside of the file make a row that is never known")
{
    Sandbox box("[global]\n\tinclude = registry\n\tinclude = /etc/samba/%U.conf\n");
    const auto rows = box.stack.judge(required);
    REQUIRE(rows.size() == 9);
    CHECK(rows[7].found == "unknown: line 2: include = registry");
    CHECK_FALSE(rows[7].known);
    CHECK(rows[8].found == "unknown: line 3: include of a name with a % macro");
}

TEST_CASE("samba e2e: a file that users may not read, and one that is not there, are never as wanted")
{
    Sandbox box("[global]\n");
    REQUIRE(box.stack.apply(required, std::nullopt));
    ::chmod(box.file.c_str(), 0600);
    CHECK(as_wanted(value_rows(box.stack, required, "root")));
    CHECK(unknown(value_rows(box.stack, required, "uid 65534")));
    CHECK_FALSE(only_smb3(offered(box.file, unprivileged_uid)));
}
