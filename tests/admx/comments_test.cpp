#include "admx_support.hpp"

#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/base/utf.hpp>

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

std::string sample()
{
    return slurp_data("cmtx/comments.cmtx");
}

Result<PolicyComments> read(std::string_view text)
{
    return read_comments({"G/comment.cmtx", bytes(text)});
}

std::string file_of(const std::string& comments, const std::string& strings = {})
{
    return "<policyComments><policyNamespaces><using prefix='a' namespace='One'/></policyNamespaces>"
           "<comments><admTemplate>\n" +
           comments + "</admTemplate></comments><resources><stringTable>\n" + strings +
           "</stringTable></resources></policyComments>";
}

} // namespace

TEST_CASE("comments: each names its policy and carries its text, line breaks and all")
{
    const auto found = read(sample());
    REQUIRE(found);
    CHECK(found->findings.empty());
    CHECK(found->comments ==
          std::vector<PolicyComment>{
              {"Example.Policies.Sample", "Pol_Require", "Ticket 4711:\nagreed with the storage team"},
              {"Example.Policies.Other", "Pol_Require", "written in place"},
              {"Example.Policies.Sample", "Pol_Everything", "<everything> & more"},
          });
    CHECK(found->of("example.policies.other", "pol_require")->text == "written in place");
    CHECK(found->of("Example.Policies.Other", "Pol_Everything") == nullptr);
}

TEST_CASE("comments: UTF-16, CRLF and any namespace read the same")
{
    std::string crlf;
    for (const auto c : sample()) {
        crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    }
    const auto expected = read(sample())->comments;
    for (const auto& variant : {crlf, "\xEF\xBB\xBF" + crlf, "\xFF\xFE" + to_utf16le(crlf)}) {
        CHECK(read(variant)->comments == expected);
    }
}

TEST_CASE("comments: what is missing is said with its place, and the rest is read")
{
    const auto found = read(file_of("<comment policyRef='a:P' commentText='$(resource.none)'/>\n"
                                    "<comment policyRef='b:Q' commentText='q'/>\n<comment commentText='lost'/>\n"
                                    "<comment policyRef='A:R' commentText='$(resource.R)'/>",
                                    "<string id='r'>r</string><string id='R'>again</string>"));
    REQUIRE(found);
    CHECK(found->comments == std::vector<PolicyComment>{{"One", "P", ""}, {"", "Q", "q"}, {"One", "R", "r"}});
    std::vector<std::string> said;
    for (const auto& finding : found->findings) {
        CHECK(finding.severity == Severity::warning);
        CHECK_FALSE(finding.hint.empty());
        said.push_back(finding.code + ' ' + finding.where);
    }
    CHECK(said == std::vector<std::string>{"duplicate_id G/comment.cmtx:6:26", "missing_string G/comment.cmtx:2:1",
                                           "unknown_prefix G/comment.cmtx:3:1",
                                           "missing_attribute G/comment.cmtx:4:1"});
}

TEST_CASE("comments: a file that is none is refused with its place")
{
    for (const auto* const text : {"", "<policyDefinitions/>", "<!DOCTYPE x><policyComments/>", "version https://git",
                                   "<policyComments>", "<policyComments/><policyComments/>"}) {
        CAPTURE(text);
        const auto refused = read(text);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::malformed);
        CHECK(refused.error().where.starts_with("G/comment.cmtx"));
        CHECK_FALSE(refused.error().message.empty());
    }
    CHECK_FALSE(read(std::string(max_document_size + 1, ' ')));
}

TEST_CASE("comments: every truncation of a file is refused")
{
    const auto text = sample();
    const auto end = text.rfind("</policyComments>") + std::string_view("</policyComments>").size();
    CHECK(read(std::string_view(text).substr(0, end)));
    for (std::size_t length = 0; length < end; ++length) {
        CAPTURE(length);
        CHECK_FALSE(read(std::string_view(text).substr(0, length)));
    }
}
