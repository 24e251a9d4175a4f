#include "admx_view.hpp"
#include "command.hpp"
#include "report/json_value.hpp"
#include "template_folders.hpp"
#include "terminal.hpp"

#include <gpseal/admx/policy_search.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <Poco/JSON/Array.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

namespace {

using Hits = std::vector<admx::SearchHit>;

Poco::JSON::Object::Ptr hits_json(const LoadedTemplates& loaded, const Hits& hits)
{
    Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
    for (const auto& hit : hits) {
        auto entry = admx_summary_json(loaded.catalog, *hit.policy);
        entry->set("matched", std::string(to_string(hit.field)));
        list->add(entry);
    }
    auto root = admx_document_json();
    root->set("policies", list);
    root->set("findings", admx_findings_json(loaded.findings));
    return root;
}

std::string hits_table(const admx::PolicyCatalog& catalog, const Hits& hits, std::size_t width)
{
    PolicyRows rows;
    for (const auto& hit : hits) {
        rows.policies.push_back(hit.policy);
    }
    return policies_table(catalog, rows, width);
}

/// What is odd about other policies is no answer here; a file that is missing altogether may be why there is none.
Diagnostics errors_of(const Diagnostics& findings)
{
    Diagnostics errors;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(errors),
                 [](const Finding& finding) { return finding.severity == Severity::error; });
    return errors;
}

std::string quoted(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "\"" : " ") + printable(word);
    }
    return text + '"';
}

} // namespace

int run_admx_search(const Invocation& call)
{
    const auto& words = call.options["word"].as<std::vector<std::string>>();
    if (std::all_of(words.begin(), words.end(), [](const std::string& word) { return word.empty(); })) {
        return tell(call,
                    {.exit_code = agent::ExitCode::usage, .code = "usage", .message = "there is no word to look for"});
    }
    const auto loaded = load_templates(call, "dir");
    if (!loaded) {
        return tell(call, loaded.error());
    }
    warn(call, errors_of(loaded->findings));
    const auto hits = admx::search(loaded->catalog, words);
    if (call.globals.json) {
        call.out << agent::json::text_of(hits_json(*loaded, hits));
    } else if (!hits.empty()) {
        call.out << hits_table(loaded->catalog, hits, terminal_of(STDOUT_FILENO, call.globals).table_width);
    }
    if (hits.empty()) {
        call.err << "gpseal: no policy has " << quoted(words) << " in its name, texts or registry keys\n";
        return agent::number_of(agent::ExitCode::not_compliant);
    }
    return agent::number_of(agent::ExitCode::ok);
}

} // namespace gpseal::app
