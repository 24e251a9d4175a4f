#include "enforce/samba_stack.hpp"
#include "enforce/smb_conf_block.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
namespace fs = std::filesystem;

namespace {

const WantedState required{.mandate = policy::EncryptionMandate::required};
const WantedState none{.mandate = policy::EncryptionMandate::none};
const Loosening leave{"test"};
const std::string plain = "[global]\n\tworkgroup = X\n[data]\n\tpath = /srv\n";

struct Sandbox {
    TemporaryFolder folder;
    RootedPaths paths{folder.path()};
    SambaStack stack{paths};
    fs::path file = paths.smb_conf();
};

} // namespace

TEST_CASE("samba stack: planning shows the diff and writes nothing")
{
    Sandbox box;
    spill(box.file, plain);
    const auto plan = box.stack.plan(required).value();
    REQUIRE(plan.changes.size() == 1);
    CHECK(plan.changes[0].target == box.file.string());
    CHECK_FALSE(plan.changes[0].loosens);
    CHECK(plan.changes[0].diff.find("+\tclient smb encrypt = required\n") != std::string::npos);
    CHECK(slurp(box.file) == plain);
}

TEST_CASE("samba stack: applied twice it writes once, and then plans nothing")
{
    Sandbox box;
    spill(box.file, plain);
    REQUIRE(box.stack.apply(required, std::nullopt));
    const auto first = identify(box.file).value();
    REQUIRE(box.stack.apply(required, std::nullopt));
    CHECK(identify(box.file).value() == first);
    CHECK(box.stack.plan(required)->changes.empty());
}

TEST_CASE("samba stack: nothing is loosened without leave, whatever is left of the block")
{
    Sandbox box;
    spill(box.file, plain);
    REQUIRE(box.stack.apply(required, std::nullopt));
    auto text = slurp(box.file);
    CHECK(box.stack.plan(none)->changes.at(0).loosens);
    CHECK(box.stack.apply(none, std::nullopt).error().code == Errc::refused);
    CHECK(slurp(box.file) == text);
    text.erase(text.find("#</gpseal first 0>"), 19);
    spill(box.file, text);
    CHECK(box.stack.apply(none, std::nullopt).error().code == Errc::refused);
    CHECK(box.stack.apply(none, leave));
    CHECK(slurp(box.file) == plain);
    CHECK(box.stack.apply(none, std::nullopt));
}

TEST_CASE("samba stack: a file that gpseal made goes again, unless somebody wrote in it")
{
    Sandbox box;
    CHECK(box.stack.plan(none)->changes.empty());
    REQUIRE(box.stack.apply(required, std::nullopt));
    struct stat info {};
    REQUIRE(::stat(box.file.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777U) == 0644);
    const auto made = slurp(box.file);
    REQUIRE(box.stack.apply(none, leave));
    CHECK_FALSE(fs::exists(box.file));
    spill(box.file, made + "[mine]\n");
    REQUIRE(box.stack.apply(none, leave));
    CHECK(slurp(box.file) == "[mine]\n");
    spill(box.file, "");
    REQUIRE(box.stack.apply(required, std::nullopt));
    REQUIRE(box.stack.apply(none, leave));
    CHECK(fs::exists(box.file));
    CHECK(slurp(box.file).empty());
}

TEST_CASE("samba stack: a symlink stays one, through enabling, disabling and litter of a killed run")
{
    Sandbox box;
    const auto real = box.folder.path() / "srv/real.conf";
    spill(real, plain);
    fs::create_directories(box.file.parent_path());
    fs::create_symlink(real, box.file);
    REQUIRE(box.stack.apply(required, std::nullopt));
    CHECK(fs::is_symlink(box.file));
    spill(real.parent_path() / ".real.conf.gpseal-new", "litter");
    REQUIRE(box.stack.apply(required, std::nullopt));
    REQUIRE(box.stack.apply(none, leave));
    CHECK(fs::is_symlink(box.file));
    CHECK(slurp(real) == plain);
    CHECK(std::distance(fs::directory_iterator(real.parent_path()), fs::directory_iterator()) == 1);
}

TEST_CASE("samba stack: what cannot be edited is an error that names the file, and stays as it is")
{
    Sandbox box;
    fs::create_directories(box.file);
    CHECK(box.stack.apply(required, std::nullopt).error().code == Errc::malformed);
    fs::remove(box.file);
    spill(box.file, std::string(smb_conf_block::max_smb_conf_size + 1, '\n'));
    const auto error = box.stack.apply(required, std::nullopt).error();
    CHECK(error.code == Errc::limit_exceeded);
    CHECK(error.where == box.file.string());
    CHECK(box.stack.judge(required).at(0).known == false);
    fs::remove(box.file);
    fs::create_symlink("nothing", box.file);
    CHECK(box.stack.apply(required, std::nullopt).error().code == Errc::refused);
    CHECK(box.stack.apply(none, std::nullopt));
}
