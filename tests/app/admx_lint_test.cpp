#include "command.hpp"
#include "lint_task.hpp"

#include <gpseal/agent/file_system.hpp>

#include <Poco/JSON/Parser.h>
#include <boost/program_options.hpp>
#include <doctest/doctest.h>
#include <temporary_folder.hpp>

#include <algorithm>
#include <sstream>

using namespace gpseal;
using tests::spill;
using tests::TemporaryFolder;

namespace {

namespace po = boost::program_options;

constexpr const char* good_admx =
    "<policyDefinitions><policyNamespaces><target prefix='t' namespace='Test'/></policyNamespaces>"
    "<categories><category name='C' displayName='$(string.C)'/></categories>"
    "<policies><policy name='P' class='Machine' key='Software\\P' valueName='V' displayName='$(string.P)' "
    "explainText='$(string.Help)'><parentCategory ref='C'/></policy></policies></policyDefinitions>";
constexpr const char* good_adml =
    "<policyDefinitionResources><resources><stringTable><string id='C'>Category</string><string id='P'>Policy</string>"
    "<string id='Help'>Help.</string></stringTable></resources></policyDefinitionResources>";

struct Answer {
    int code = -1;
    std::string out;
    std::string err;
};

Answer run(const std::vector<std::string>& paths, bool json = false)
{
    std::ostringstream out;
    std::ostringstream err;
    po::variables_map options;
    if (!paths.empty()) {
        options.insert({"path", po::variable_value(paths, false)});
    }
    const app::Invocation call{
        .globals = {.json = json, .paths = agent::RootedPaths("/")}, .options = options, .out = out, .err = err};
    const int code = app::run_admx_lint(call);
    return {code, out.str(), err.str()};
}

bool has(const Diagnostics& findings, const std::string& code, const std::string& where)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.code == code && finding.where.find(where) != std::string::npos;
    });
}

} // namespace

TEST_CASE("lint: files that are in order give no error, and exit 0")
{
    const TemporaryFolder folder;
    spill(folder.path() / "T.admx", good_admx);
    spill(folder.path() / "en-US/T.adml", good_adml);
    const auto answer = run({folder.path().string()});
    CHECK(answer.code == 0);
    CHECK(answer.out.find(": error: ") == std::string::npos);
    CHECK(answer.err.starts_with("2 files: 0 errors"));
}

TEST_CASE("lint: the texts of every language are checked, each finding is told once")
{
    const TemporaryFolder folder;
    spill(folder.path() / "T.admx", good_admx);
    spill(folder.path() / "en-US/T.adml", good_adml);
    spill(folder.path() / "de-DE/T.adml", "<policyDefinitionResources><resources>");
    spill(folder.path() / "fr-FR/T.adml", good_adml);
    const auto result = app::lint({folder.path().string()}, {});
    REQUIRE(result);
    CHECK(result->files == 4);
    CHECK(has(result->findings, "malformed_xml", "de-DE/T.adml"));
    CHECK(std::count_if(result->findings.begin(), result->findings.end(),
                        [](const Finding& finding) { return finding.code == "malformed_xml"; }) == 1);
}

TEST_CASE("lint: a text that one language lacks is an error of its file, once, though another language has it")
{
    const TemporaryFolder folder;
    std::string admx = good_admx;
    admx.insert(admx.find(" explainText"), " presentation='$(presentation.P)'");
    std::string adml = good_adml;
    adml.insert(adml.find("</resources>"), "<presentationTable><presentation id='P'/></presentationTable>");
    std::string german = good_adml;
    german.erase(german.find("<string id='Help'>"), std::string("<string id='Help'>Help.</string>").size());
    spill(folder.path() / "T.admx", admx);
    spill(folder.path() / "en-US/T.adml", adml);
    spill(folder.path() / "de-DE/T.adml", german);
    spill(folder.path() / "de-AT/Other.adml", adml); // has no texts of T.admx, so none of them is missing there
    spill(folder.path() / "fr-FR/T.adml", adml);
    const auto result = app::lint({folder.path().string()}, {});
    REQUIRE(result);
    std::vector<std::string> found;
    for (const auto& finding : result->findings) {
        if (finding.code.starts_with("untranslated") || finding.code.starts_with("missing")) {
            found.push_back(finding.code + ' ' + finding.where.substr(folder.path().string().size() + 1));
            CHECK(finding.severity == Severity::error);
        }
    }
    CHECK((found ==
           std::vector<std::string>{"untranslated_presentation de-DE/T.adml", "untranslated_string de-DE/T.adml"}));
    CHECK(run({folder.path().string()}).code == 1);
}

TEST_CASE("lint: a file named by itself is checked with its neighbours' help, and they are not")
{
    const TemporaryFolder folder;
    spill(folder.path() / "T.admx", good_admx);
    spill(folder.path() / "en-US/T.adml", good_adml);
    spill(folder.path() / "Broken.admx", "<policyDefinitions>");
    CHECK(run({(folder.path() / "T.admx").string()}).code == 0);
    CHECK(run({(folder.path() / "en-US/T.adml").string()}).code == 0);
    const auto broken = run({(folder.path() / "Broken.admx").string()});
    CHECK(broken.code == 1);
    CHECK(broken.out.find("Broken.admx:1:") != std::string::npos);
    CHECK(broken.out.find("[malformed_xml]") != std::string::npos);
    CHECK(run({folder.path().string() + "/"}).code == 1);
}

TEST_CASE("lint: references may lead to folders that are not checked themselves")
{
    const TemporaryFolder folder;
    const TemporaryFolder store;
    spill(store.path() / "Base.admx",
          "<policyDefinitions><policyNamespaces><target prefix='b' namespace='Base'/></policyNamespaces>"
          "<categories><category name='Root' displayName='Root'/></categories></policyDefinitions>");
    spill(folder.path() / "T.admx",
          "<policyDefinitions><policyNamespaces><target prefix='t' namespace='Test'/><using prefix='b' "
          "namespace='Base'/></policyNamespaces><policies><policy name='P' class='User' key='K' valueName='V' "
          "displayName='P'><parentCategory ref='b:Root'/></policy></policies></policyDefinitions>");
    const auto alone = app::lint({folder.path().string()}, {});
    REQUIRE(alone);
    CHECK(has(alone->findings, "missing_parent", "T.admx:1:"));
    const auto together = app::lint({folder.path().string()}, {store.path().string()});
    REQUIRE(together);
    CHECK_FALSE(has(together->findings, "missing_parent", "T.admx"));
    CHECK(together->files == 1);
}

TEST_CASE("lint: JSON has a summary and the findings; nothing to read is exit 3, no path is exit 2")
{
    const TemporaryFolder folder;
    spill(folder.path() / "Broken.admx", "<html>");
    const auto answer = run({folder.path().string()}, true);
    CHECK(answer.code == 1);
    const auto root = Poco::JSON::Parser().parse(answer.out).extract<Poco::JSON::Object::Ptr>();
    CHECK(root->getObject("summary")->getValue<int>("errors") == 1);
    CHECK(root->getArray("findings")->getObject(0)->getValue<std::string>("code") == "html_page");
    CHECK(run({(folder.path() / "none").string()}).code == 3);
    CHECK(run({}).code == 2);
}
