// The 25 scenarios of gpo-links/expected.json: each becomes a snapshot as the collector would fill it, with real
// distinguished names, descriptors and registry.pol files, and is resolved. The folder comes from the environment.

#include "domain_builder.hpp"
#include "test_data.hpp"

#include <Poco/JSON/Parser.h>

#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <string>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

using Object = Poco::JSON::Object;

std::optional<std::string> text_at(const Object::Ptr& object, const std::string& name)
{
    return object && object->has(name) ? std::optional(object->getValue<std::string>(name)) : std::nullopt;
}

/// `LDAP://a` names a GPO of the scenario; its case and everything around it stay.
std::string with_names(const std::string& gp_link)
{
    static const std::regex link("([lL][dD][aA][pP]://)([^;\\]]+);");
    std::string out;
    auto rest = gp_link.cbegin();
    for (std::sregex_iterator it(gp_link.begin(), gp_link.end(), link), end; it != end; ++it) {
        out.append(rest, (*it)[0].first);
        out += (*it)[1].str() + gpo_dn((*it)[2].str()) + ";";
        rest = (*it)[0].second;
    }
    return out.append(rest, gp_link.cend());
}

void fill(SomSnapshot& som, const Object::Ptr& from)
{
    const auto links = text_at(from, "gPLink");
    som.gp_link = links ? std::optional(with_names(*links)) : std::nullopt;
    som.gp_options = text_at(from, "gPOptions");
}

TestGpo gpo_from(const std::string& name, const Object& from)
{
    TestGpo gpo{.name = name};
    gpo.display_name = from.optValue<std::string>("displayName", name);
    gpo.pol = from.getValue<std::string>("pol");
    gpo.flags = from.getValue<std::uint32_t>("flags");
    gpo.functionality_version = from.getValue<std::uint32_t>("gPCFunctionalityVersion");
    gpo.version = from.getValue<std::uint32_t>("versionNumber");
    gpo.gpt_version = from.getValue<std::uint32_t>("gptVersion");
    gpo.extensions = from.getValue<std::string>("gPCMachineExtensionNames");
    gpo.apply = from.getValue<bool>("apply");
    gpo.read = from.getValue<bool>("read");
    return gpo;
}

DomainSnapshot snapshot_of(const Object& input)
{
    const auto units = input.has("ous") ? input.getArray("ous") : Poco::JSON::Array::Ptr(new Poco::JSON::Array);
    DomainBuilder builder(units->size());
    // outermost first: o01's expected order says so, whatever the words beside the file
    for (std::size_t i = 0; i < units->size(); ++i) {
        fill(builder.unit(units->size() - 1 - i), units->getObject(static_cast<unsigned>(i)));
    }
    fill(builder.domain(), input.getObject("domain"));
    if (input.has("site")) {
        fill(builder.site(), input.getObject("site"));
    }
    const auto gpos = input.getObject("gpos");
    for (const auto& name : gpos->getNames()) {
        builder.gpo(gpo_from(name, *gpos->getObject(name)));
    }
    for (const auto& dn : linked_gpos(builder.snapshot())) { // what a collector searches and does not find
        auto& all = builder.snapshot().gpos;
        if (std::none_of(all.begin(), all.end(), [&](const GpoSnapshot& gpo) { return gpo.dn == dn; })) {
            all.push_back({.dn = dn, .lookup = GpoLookup::not_returned});
        }
    }
    return builder.snapshot();
}

std::vector<std::string> strings_of(const Poco::JSON::Array::Ptr& array)
{
    std::vector<std::string> all;
    for (const auto& each : *array) {
        all.push_back(each.convert<std::string>());
    }
    return all;
}

std::set<std::string> expected_denials(const Poco::JSON::Array::Ptr& array)
{
    std::set<std::string> all;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const auto row = strings_of(array->getArray(static_cast<unsigned>(i)));
        all.insert(row.at(0) + " " + row.at(1));
    }
    return all;
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names) {
        text += name + " ";
    }
    return text;
}

bool run(const std::string& name, const Object& scenario)
{
    const auto snapshot = snapshot_of(*scenario.getObject("input"));
    const auto expected = scenario.getObject("expected");
    const auto result = resolve_domain(snapshot);
    const auto decision = decide_require_encryption(result);
    const auto rows = denials(result);
    const bool right = result.completeness == Completeness::complete &&
                       precedence(result) == strings_of(expected->getArray("precedence")) &&
                       std::set(rows.begin(), rows.end()) == expected_denials(expected->getArray("denied")) &&
                       rows.size() == expected->getArray("denied")->size() &&
                       to_string(decision.state) == expected->getValue<std::string>("state") &&
                       (decision.winner ? name_of(decision.winner->gpo) : "") ==
                           (expected->isNull("winner") ? "" : expected->getValue<std::string>("winner"));
    if (!right) {
        std::cout << name << ": " << to_string(result.completeness) << ", " << joined(precedence(result)) << "| "
                  << joined(rows) << "| " << to_string(decision.state) << " by "
                  << (decision.winner ? name_of(decision.winner->gpo) : "nobody") << '\n';
        for (const auto& problem : result.problems) {
            std::cout << "  " << describe(problem) << '\n';
        }
    }
    return right;
}

} // namespace

int main()
{
    try {
        std::ifstream in(fixtures() / "gpo-links" / "expected.json");
        const auto all = Poco::JSON::Parser().parse(in).extract<Object::Ptr>();
        std::size_t right = 0;
        for (const auto& name : all->getNames()) {
            right += run(name, *all->getObject(name)) ? 1U : 0U;
        }
        std::cout << right << "/" << all->size() << " scenarios\n";
        return all->size() == 0 || right != all->size() ? 1 : 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
