#include "collect/smbclient_sysvol.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using policy::FileStatus;

namespace {

constexpr std::size_t limit = 100000; // far more than the pieces in which the output is read

/// Speaks as smbclient does: a file's bytes on standard output, its name before and its size behind them on standard
/// error. Notes each call; from the one that is in the file `fails_from` on it has no connection.
constexpr const char* script = R"sh(#!/bin/sh
cd "${0%/*}" || exit 1
echo x >>calls
if [ "$(wc -l <calls)" -ge "$(cat fails_from)" ]; then
    echo 'Connection to dc1.corp.example failed (Error NT_STATUS_UNSUCCESSFUL)' >&2
    exit 1
fi
while [ "$1" != --command ]; do shift; done
printf '%s\n' "$2" | tr ';' '\n' | while read -r line; do
    name=${line#*\"}
    name=${name%\"*}
    [ -e "$name" ] || { echo "NT_STATUS_OBJECT_NAME_NOT_FOUND opening remote file \\$name" >&2; continue; }
    printf 'getting file \\%s of size %d as - ' "$name" "$(wc -c <"$name")" >&2
    cat "$name" || exit 1
    echo '(1.1 KiloBytes/sec) (average 1.1 KiloBytes/sec)' >&2
done
)sh";

class FakeSmbclient {
public:
    explicit FakeSmbclient(int fails_from = 1000)
    {
        tests::spill(program_, script);
        tests::spill(folder_.path() / "fails_from", std::to_string(fails_from));
        std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
    }

    void put(const std::string& name, std::size_t size) const
    {
        tests::spill(folder_.path() / name, std::string(size, 'x'));
    }
    [[nodiscard]] std::size_t calls() const { return tests::slurp(folder_.path() / "calls").size() / 2; }
    [[nodiscard]] SmbclientSysvol sysvol() const
    {
        return SmbclientSysvol({.server = "dc1.corp.example",
                                .address = "192.0.2.1",
                                .ticket_cache = "FILE:/nonexistent",
                                .kerberos_config = "/nonexistent",
                                .silence = std::chrono::minutes(1), // for a machine that is busy with other things
                                .deadline = std::chrono::minutes(4),
                                .byte_limit = limit,
                                .program = program_.string()});
    }

private:
    tests::TemporaryFolder folder_;
    std::filesystem::path program_ = folder_.path() / "program";
};

/// "3 absent large": the size of each file that was read, "large" for one that was left out.
std::string told(const SysvolAnswer& answer)
{
    std::string text;
    for (const auto& file : answer.files) {
        const bool large = file.problem && file.problem->code == Errc::limit_exceeded;
        const auto word = file.status == FileStatus::read     ? std::to_string(file.content.size())
                          : file.status == FileStatus::absent ? std::string("absent")
                                                              : std::string(large ? "large" : "failed");
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

} // namespace

TEST_CASE("sysvol: a file that is too large is left out by name, and the others are read, wherever it stands")
{
    const FakeSmbclient smbclient;
    smbclient.put("small", 3);
    smbclient.put("other", 5);
    smbclient.put("huge", 2 * limit);
    using Row = std::pair<std::vector<std::string>, std::string>;
    for (const auto& [paths, wanted] : {Row{{"huge", "small", "gone", "other"}, "large 3 absent 5"},
                                        {{"small", "huge", "gone", "other"}, "3 large absent 5"},
                                        {{"small", "gone", "other", "huge"}, "3 absent 5 large"}}) {
        const auto before = smbclient.calls();
        auto sysvol = smbclient.sysvol();
        const auto answer = sysvol.read(paths);
        CHECK(told(answer) == wanted);
        CHECK_FALSE(answer.unreachable);
        CHECK(smbclient.calls() - before == 2);
        const auto at = static_cast<std::size_t>(std::find(paths.begin(), paths.end(), "huge") - paths.begin());
        REQUIRE(answer.files.size() == paths.size());
        REQUIRE(answer.files[at].problem);
        CHECK(answer.files[at].path == "sysvol/huge");
        CHECK(answer.files[at].problem->where == "sysvol/huge");
        CHECK(answer.files[at].problem->message.starts_with("is too large: at least "));
    }
}

TEST_CASE("sysvol: each of several files that are too large is left out by its own name")
{
    const FakeSmbclient smbclient;
    smbclient.put("small", 3);
    smbclient.put("huge1", 2 * limit);
    smbclient.put("huge2", 3 * limit);
    auto sysvol = smbclient.sysvol();
    const auto answer = sysvol.read({"huge2", "small", "huge1", "small"});
    CHECK(told(answer) == "large 3 large 3");
    CHECK(answer.files[0].path == "sysvol/huge2");
    CHECK(answer.files[2].path == "sysvol/huge1");
    CHECK(smbclient.calls() == 3);
}

TEST_CASE("sysvol: of files that are too large together the largest is left out")
{
    const FakeSmbclient smbclient;
    smbclient.put("a", 30000);
    smbclient.put("b", 50000);
    smbclient.put("c", 40000);
    auto sysvol = smbclient.sysvol();
    CHECK(told(sysvol.read({"a", "b", "c"})) == "30000 large 40000");
    CHECK(smbclient.calls() == 2);
}

TEST_CASE("sysvol: a file that is too large alone takes no second call, and the share is not called unreachable")
{
    const FakeSmbclient smbclient;
    smbclient.put("huge", 2 * limit);
    auto sysvol = smbclient.sysvol();
    const auto answer = sysvol.read({"huge"});
    CHECK(told(answer) == "large");
    CHECK_FALSE(answer.unreachable);
    CHECK(smbclient.calls() == 1);
}

TEST_CASE("sysvol: when the connection fails after a file was left out, each path still has an answer of its own")
{
    const FakeSmbclient smbclient(2);
    smbclient.put("small", 3);
    smbclient.put("huge", 2 * limit);
    auto sysvol = smbclient.sysvol();
    const auto answer = sysvol.read({"small", "huge", "small"});
    REQUIRE(answer.unreachable);
    CHECK(
        answer.unreachable->message ==
        "cannot be read by SMB on port 445/tcp: Connection to dc1.corp.example failed (Error NT_STATUS_UNSUCCESSFUL)");
    CHECK(told(answer) == "failed failed failed"); // tried again with signing alone, which failed at once
    CHECK(smbclient.calls() == 3);
}

TEST_CASE("sysvol: sixty files are left out, and no more are tried for")
{
    const FakeSmbclient smbclient;
    smbclient.put("huge", limit + 1);
    auto sysvol = smbclient.sysvol();
    const auto answer = sysvol.read(std::vector<std::string>(70, "huge"));
    REQUIRE(answer.unreachable);
    CHECK(answer.unreachable->code == Errc::limit_exceeded);
    CHECK(answer.files.size() == 70);
    CHECK(smbclient.calls() == 62); // the sixty, the one too many, and that one signed
}
