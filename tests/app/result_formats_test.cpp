#include "domain_builder.hpp"
#include "golden.hpp"
#include "program.hpp"
#include "report/deny_sentence.hpp"
#include "report/html_page.hpp"
#include "report/result_html.hpp"
#include "report/result_xml.hpp"
#include "report/xml_text.hpp"
#include "resolved_policy.hpp"
#include "result_text.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"
#include "test_data.hpp"
#include "text_layout.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <sstream>
#include <vector>

using namespace gpseal;
using namespace gpseal::app;
using namespace gpseal::tests;
using policy::DenyReason;

namespace {

std::string result_of(const std::string& snapshot, const std::string& format)
{
    const auto file = std::filesystem::path(std::getenv("GPSEAL_TEST_DATA")) / "snapshot" / (snapshot + ".json");
    std::ostringstream out;
    std::ostringstream err;
    const std::vector<std::string> arguments{"result", "--snapshot", file.string(), "--format", format};
    (void)run_program(arguments, out, err);
    CHECK(err.str().empty());
    return out.str();
}

} // namespace

TEST_CASE("result: text, XML and HTML of a whole domain and of one that was not read completely")
{
    for (const auto* const name : {"whole", "unread-file", "failed-search"}) {
        check_golden("result/" + std::string(name) + ".txt", result_of(name, "text"));
    }
    check_golden("result/whole.xml", result_of("whole", "xml"));
    check_golden("result/whole.html", result_of("whole", "html"));
}

TEST_CASE("result: what was not read completely is never said to be not configured")
{
    for (const auto* const name : {"unread-file", "failed-search"}) {
        for (const auto* const format : {"text", "json", "xml", "html"}) {
            const auto text = result_of(name, format);
            CHECK(text.find("Not configured") == std::string::npos);
            CHECK(text.find("\"not_configured\"") == std::string::npos);
        }
    }
}

TEST_CASE("result: - is standard output, the name's ending chooses the format, and what was written is said")
{
    const auto file = std::filesystem::path(std::getenv("GPSEAL_TEST_DATA")) / "snapshot/whole.json";
    const TemporaryFolder folder;
    const auto call = [&](const std::vector<std::string>& more) {
        std::ostringstream out;
        std::ostringstream err;
        std::vector<std::string> arguments{"result", "--snapshot", file.string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        CHECK(run_program(arguments, out, err) == 0);
        return out.str();
    };
    CHECK(call({"--out", "-", "--format", "xml"}) == result_of("whole", "xml"));
    CHECK_FALSE(std::filesystem::exists("-"));
    for (const auto& each : {std::pair("a.HTML", "html"), std::pair("a.htm", "html"), std::pair("a.xml", "xml"),
                             std::pair("a.txt", "text"), std::pair("a", "text")}) {
        const auto path = (folder.path() / each.first).string();
        CAPTURE(path);
        CHECK(call({"--out", path}) == "Wrote " + path + "\n");
        CHECK(slurp(path) == result_of("whole", each.second));
    }
    const auto path = (folder.path() / "b.html").string();
    CHECK(call({"--out", path, "--format", "xml", "-q"}).empty());
    CHECK(slurp(path) == result_of("whole", "xml"));
    CHECK(call({"--out", path, "--json"}).empty());
    CHECK(slurp(path).starts_with("{"));
}

TEST_CASE("result: of a list that is not complete it is never said that no GPO applies, and nothing is left blank")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("x");
    builder.gpo({.name = "x", .display_name = "Baseline", .pol = "1"});
    auto snapshot = builder.snapshot();
    snapshot.domain_controller.clear();
    snapshot.computer_dn.clear();
    snapshot.site.clear();
    auto result = builder.resolve();
    result.applied.clear();
    const agent::PolicySection policy{policy::decide_require_encryption(result), agent::MandateSource::policy, {}, {}};
    for (const auto completeness : {policy::Completeness::degraded, policy::Completeness::unusable}) {
        result.completeness = completeness;
        const auto text = result_text({snapshot, result, policy, agent::health_of(result)}, Terminal{});
        CHECK(text.find("No GPO applies") == std::string::npos);
        CHECK(text.find("known") != std::string::npos);
        CHECK(text.find("Computer    not known\n") != std::string::npos);
        CHECK(text.find("Site        not known\n") != std::string::npos);
        CHECK(text.find(", no domain controller answered") != std::string::npos);
        CHECK(agent::result_to_html(snapshot, result, policy).find("None applies") == std::string::npos);
    }
}

TEST_CASE("result: a narrow terminal gets more lines, not fewer facts")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("x") + link_to("y");
    builder.gpo({.name = "x", .display_name = "A baseline with quite a long name", .pol = "1"});
    builder.gpo({.name = "y", .display_name = "Another one", .apply = false});
    const auto result = builder.resolve();
    const Terminal narrow{.interactive = true, .color = false, .width = 40, .table_width = 40};
    const auto policy = resolved_policy(builder.snapshot(), result);
    const auto text = result_text({builder.snapshot(), result, policy, agent::health_of(result)}, narrow);
    CHECK(text.find("…") == std::string::npos);
    for (const auto* const fact : {"OU=unit1,DC=corp,DC=example", "Apply Group", "security_filter", "version 1"}) {
        CHECK_MESSAGE(text.find(fact) != std::string::npos, fact, " is missing in\n", text);
    }
    const auto tables = text.substr(text.find("APPLIED"));
    std::istringstream lines(tables);
    for (std::string line; std::getline(lines, line);) {
        CHECK_MESSAGE(width_of(line) <= 40, line);
    }
}

TEST_CASE("result: XML names the extensions that a GPO applies by, security settings among them")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("s") + link_to("x");
    builder.gpo({.name = "x", .pol = "1"});
    builder.gpo({.name = "s",
                 .extensions = "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}"
                               "{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]"});
    const auto xml_of = [&builder] {
        const auto result = builder.resolve();
        return agent::result_to_xml(builder.snapshot(), result,
                                    {policy::decide_require_encryption(result), agent::MandateSource::policy, {}, {}});
    };
    CHECK(xml_of().find("<Name>Security</Name>") == std::string::npos);
    builder.snapshot().gpos.back().security_template =
        file_with(bytes_of("[Privilege Rights]\r\n"), "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf");
    const auto xml = xml_of();
    CHECK(xml.find("<Identifier>{827D319E-6EAC-11D2-A4EA-00C04F79F83A}</Identifier>") != std::string::npos);
    CHECK(xml.find("<ExtensionName>Registry</ExtensionName>") != std::string::npos);
    CHECK(xml.find("<ExtensionName>Security</ExtensionName>") != std::string::npos);
}

TEST_CASE("deny sentences: every reason gives one whole sentence")
{
    for (const auto reason :
         {DenyReason::link_disabled, DenyReason::blocked_inheritance, DenyReason::not_found_or_no_read,
          DenyReason::functionality_version, DenyReason::gpo_disabled, DenyReason::security_filter, DenyReason::empty,
          DenyReason::no_registry_cse, DenyReason::wmi_filter}) {
        const auto sentence = agent::deny_sentence({{}, reason, "its flags are 2"});
        CHECK(sentence.starts_with("Its flags are 2"));
        CHECK(sentence.ends_with("."));
        CHECK_FALSE(agent::deny_sentence({{}, reason, ""}).empty());
    }
}

TEST_CASE("xml text: what XML 1.0 cannot hold is replaced, whatever it is")
{
    using agent::ascii_xml;
    using agent::xml_text;
    CHECK(xml_text("a\tb\nc") == "a\tb\nc");
    CHECK(xml_text(std::string("\0\x01\x1f\r", 4)) == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(xml_text("\xEF\xBF\xBE") == "\xEF\xBF\xBD");
    CHECK(xml_text("\xff") == "\xEF\xBF\xBD");
    CHECK(xml_text("\xF0\x9F\x94\x92") == "\xF0\x9F\x94\x92");
    CHECK(ascii_xml("<a>\xC3\xBC\xE4\xB8\xAD\xF0\x9F\x94\x92</a>") == "<a>&#xFC;&#x4E2D;&#x1F512;</a>");
    for (int first = 0; first < 256; ++first) { // total: no byte leads out of the text
        const auto text = xml_text(std::string(1, static_cast<char>(first)) + "x");
        CHECK(text.ends_with("x"));
        CHECK_FALSE(ascii_xml(text).empty());
    }
}

TEST_CASE("html text: nothing of the domain is markup, and it keeps its direction to itself")
{
    CHECK(agent::html_text("<&>\"'") == "<bdi>&lt;&amp;&gt;&quot;&#39;</bdi>");
    CHECK(agent::html_text("\xE2\x80\xAE\x1b").find('\x1b') == std::string::npos);
    CHECK(agent::html_text("\xE2\x80\xAE").find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE(
    "result --all and --policy: the policies of templates, and nothing is known of them where the look was not whole")
{
    const auto data = std::filesystem::path(std::getenv("GPSEAL_TEST_DATA"));
    const auto with = [&](const std::string& snapshot, const std::vector<std::string>& more) {
        std::vector<std::string> words{"result", "--snapshot", (data / "snapshot" / (snapshot + ".json")).string(),
                                       "--admx", (data / "admx/PolicyDefinitions").string()};
        words.insert(words.end(), more.begin(), more.end());
        return call(words);
    };
    CHECK(with("whole", {"--all"}).code == 0);
    CHECK(with("whole", {"--all"}).out.starts_with("Computer Configuration: 0 policies configured"));
    const auto one = with("unread-file", {"--policy", "Require Sealing"});
    CHECK(one.code == 5);
    CHECK(one.out.starts_with("Require Sealing: unknown; as far as the domain was read, Not configured\n"));
    CHECK(with("failed-search", {"--all"}).code == 5);
    CHECK(with("whole", {"--all", "--format", "html"}).code == 2);
}
