#include "enforce/smb_conf_block.hpp"
#include "enforce/smb_conf_lines.hpp"
#include "enforce/unified_diff.hpp"
#include "smb_conf_oracle.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::agent::smb_conf_block;
using namespace gpseal::tests;

namespace {

std::vector<std::filesystem::path> shapes()
{
    const std::filesystem::path folder(std::string(std::getenv("GPSEAL_TEST_DATA")) + "/smb_conf");
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        lines.push_back(text.substr(at, end - at));
        at = end;
    }
    return lines;
}

std::string join(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines) {
        text += line;
    }
    return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// What `patch` would make of `before`.
std::string patched(const std::string& before, const std::string& diff)
{
    const auto old_lines = lines_of(before);
    std::string result;
    std::size_t next = 0;
    const auto diff_lines = lines_of(diff);
    for (std::size_t i = 2; i < diff_lines.size(); ++i) {
        const auto& line = diff_lines[i];
        const bool unended = i + 1 < diff_lines.size() && diff_lines[i + 1][0] == '\\';
        const auto text = line.substr(1, line.size() - (unended ? 2 : 1));
        if (line[0] == '@') {
            std::size_t start = 0;
            std::size_t count = 1;
            REQUIRE(std::sscanf(line.c_str(), "@@ -%zu,%zu", &start, &count) >= 1);
            for (start -= count == 0 ? 0 : 1; next < start; ++next) {
                result += old_lines[next];
            }
        } else if (line[0] == '+') {
            result += text;
        } else if (line[0] != '\\') {
            REQUIRE(next < old_lines.size());
            REQUIRE(old_lines[next] == text);
            result += line[0] == ' ' ? text : "";
            ++next;
        }
    }
    for (; next < old_lines.size(); ++next) {
        result += old_lines[next];
    }
    return result;
}

const std::string plain = "# mine\n[global]\n\tworkgroup = X\n\n[data]\n\tpath = /srv\n";

} // namespace

TEST_CASE("samba block: every shape of smb.conf keeps every promise, and every truncation of it")
{
    const auto files = shapes();
    CHECK(files.size() >= 60);
    for (const auto& file : files) {
        const auto text = slurp(file);
        for (std::size_t size = text.size() > 1000 ? text.size() - 20 : 0; size <= text.size(); ++size) {
            INFO(file.filename().string(), " cut at ", size);
            CHECK(broken_block_promise(text.substr(0, size)) == "");
        }
    }
}

TEST_CASE("samba block: the first block stands inside the administrator's [global], the last in one of its own")
{
    const auto text = insert(plain).value();
    CHECK(text.starts_with("# mine\n[global]\n#<gpseal first 0> "));
    CHECK(text.find("\tpath = /srv\n\n#<gpseal last 0> ") != std::string::npos);
    CHECK(text.ends_with("\n[global]\n\tclient smb encrypt = required\n\tclient signing = required\n"
                         "\tclient min protocol = SMB3_00\n#</gpseal last 0>\n"));
    CHECK(insert("workgroup = X\n[global]\n").value().starts_with("#<gpseal top 0> "));
    CHECK(insert("", true).value().starts_with("#<gpseal new 0> "));
}

TEST_CASE("samba block: edits of other lines survive removal")
{
    auto text = insert(plain).value();
    text = replaced(text, "workgroup = X", "workgroup = Y");
    text = replaced(text, "\tpath = /srv\n", "\tpath = /srv\n\tread only = no\n");
    CHECK(status(text).overall() == BlockState::intact);
    CHECK(remove(text) == "# mine\n[global]\n\tworkgroup = Y\n\n[data]\n\tpath = /srv\n\tread only = no\n");
}

TEST_CASE("samba block: text appended below it never melts into the line above it")
{
    const auto text = insert("[global]\n\tworkgroup = X").value() + "[more]\n\tpath = /srv\n";
    CHECK(status(text).last == BlockState::damaged);
    CHECK(remove(text) == "[global]\n\tworkgroup = X\n[more]\n\tpath = /srv\n");
    const auto mended = insert(text).value();
    CHECK(mended.find("[more]") < mended.find("#<gpseal last"));
}

TEST_CASE("samba block: a parameter appended or put before it makes it damaged; a comment does not")
{
    const auto text = insert(plain).value();
    CHECK(status(text + "# bye\n\n").overall() == BlockState::intact);
    CHECK(status(text + "client smb encrypt = off\n").last == BlockState::damaged);
    CHECK(status("log level = 1\n" + text).first == BlockState::damaged);
    CHECK(status(replaced(text, "[global]", "[homes]")).first == BlockState::damaged);
    CHECK(status(replaced(text, "path = /srv\n\n", "path = /srv\\\n")).last == BlockState::damaged);
}

TEST_CASE("samba block: with any one of its lines lost, removal takes the rest and nothing of the administrator's")
{
    for (const auto& original : {plain, std::string("workgroup = X"), std::string()}) {
        const auto lines = lines_of(insert(original).value());
        const auto base = lines_of(original);
        for (std::size_t lost = 0; lost < lines.size(); ++lost) {
            auto rest = lines;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(lost));
            const auto text = join(rest);
            INFO("without line ", lost, ": ", lines[lost]);
            CHECK(broken_block_promise(text) == "");
            const auto removed = remove(text);
            const bool was_theirs = std::find(base.begin(), base.end(), lines[lost]) != base.end();
            if (!was_theirs && lines[lost] != "\n" && !lines[lost].starts_with("workgroup")) {
                CHECK(removed == original);
                CHECK(status(text).overall() == BlockState::damaged);
            }
        }
    }
}

TEST_CASE("samba block: with both markers of a block lost, its settings are left and its notes reported")
{
    auto text = insert(plain).value();
    text = replaced(text, "#</gpseal last 0>\n", "");
    const auto at = text.find("#<gpseal last 0>");
    text.erase(at, text.find('\n', at) + 1 - at);
    const auto found = status(text);
    CHECK(found.last == BlockState::absent);
    CHECK(found.overall() == BlockState::damaged);
    CHECK(found.leftovers.size() == 3);
    CHECK(remove(text).find("client smb encrypt = required") != std::string::npos);
    CHECK(status(insert(text).value()).overall() == BlockState::intact);
}

TEST_CASE("samba block: what an administrator wrote inside of it stays his")
{
    auto text = insert(plain).value();
    text = replaced(text, "\tclient signing = required\n", "\tclient signing = no\n\tlog level = 3\n");
    CHECK(status(text).first == BlockState::damaged);
    CHECK(remove(text) == replaced(plain, "[global]\n", "[global]\n\tclient signing = no\n\tlog level = 3\n"));
    CHECK(broken_block_promise(text) == "");
}

TEST_CASE("samba block: a line of the administrator's that equals one of ours is never taken for ours")
{
    const std::string same = "[global]\n\tclient smb encrypt = required\n\tclient signing = required\n";
    CHECK(remove(insert(same).value()) == same);
    CHECK(remove(replaced(insert(same).value(), "#</gpseal first 0>\n", "")).find("client signing") !=
          std::string::npos);
}

TEST_CASE("samba block: another version's text is replaced, an editor's CRLF undone")
{
    const auto text = insert(plain).value();
    const auto older = replaced(text, "what: the Samba", "what: in older words, the Samba");
    CHECK(status(older).first == BlockState::damaged);
    CHECK(insert(older).value() == text);
    std::string crlf;
    for (const char c : text) {
        crlf += c == '\n' ? "\r\n" : std::string(1, c);
    }
    CHECK(remove(crlf) == "# mine\r\n[global]\r\n\tworkgroup = X\r\n\r\n[data]\r\n\tpath = /srv\r\n");
}

TEST_CASE("samba block: a file above the limit is refused, at the limit it is edited")
{
    CHECK(insert(std::string(max_smb_conf_size + 1, '#')).error().code == Errc::limit_exceeded);
    CHECK(insert(std::string(max_smb_conf_size, '\\')).has_value());
}

TEST_CASE("smb.conf lines: an include, however it is written, may send elsewhere, and a comment does not")
{
    for (const auto* text : {"include = /etc/a", "[global]\n IN clude\t= a", "[global]\ninc\\\nlude = a",
                             "config file = /a", "[x] include = a", "config backend = file"}) {
        CHECK_MESSAGE(may_send_elsewhere(text), text);
    }
    CHECK(may_send_elsewhere(std::string("a = b\0\ninclude = c", 18)));
    for (const auto* text : {"", "[global]\n; include = a\n  # config file = b\n\tworkgroup = c\n"}) {
        CHECK_MESSAGE(!may_send_elsewhere(text), text);
    }
}

TEST_CASE("smb.conf lines: what sends Samba elsewhere is found as Samba would read it")
{
    const auto found = smb_conf_indirections("[global]\n# include = registry\nIn clude =\\\n Registry\n"
                                             "config backend = file\ninclude = /etc/samba/%m.conf\n"
                                             "config file = /x\nconfig backend = registry\ninclude = /plain\n");
    REQUIRE(found.size() == 4);
    CHECK(found[0] == SmbConfIndirection{3, "include = registry"});
    CHECK(found[1] == SmbConfIndirection{6, "include of a name with a % macro"});
    CHECK(found[2] == SmbConfIndirection{7, "config file"});
    CHECK(found[3] == SmbConfIndirection{8, "config backend = registry"});
}

TEST_CASE("unified diff: patch makes the new text of the old one, whatever changed")
{
    CHECK(unified_diff("f", "a\n", "a\n").empty());
    CHECK(unified_diff("f", "", "a\n") == "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n");
    CHECK(unified_diff("f", "a", "a\n") == "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    std::mt19937 random(7);
    const auto text = [&random] {
        std::string result;
        for (auto n = random() % 40; n > 0; --n) {
            result += std::string(1, static_cast<char>('a' + random() % 3)) + (random() % 8 == 0 ? "" : "\n");
        }
        return result;
    };
    for (int i = 0; i < 3000; ++i) {
        const auto before = text();
        const auto after = text();
        const auto diff = unified_diff("f", before, after);
        INFO(diff);
        CHECK((before == after || patched(before, diff) == after));
    }
    for (const auto& file : shapes()) {
        const auto before = slurp(file);
        const auto after = insert(before).value();
        CHECK(patched(before, unified_diff("f", before, after)) == after);
        CHECK(patched(after, unified_diff("f", after, before)) == before);
    }
}
