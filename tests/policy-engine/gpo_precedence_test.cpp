#include "domain_builder.hpp"

#include <gpseal/policy/gpo_precedence.hpp>

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

/// A made-up domain for the model: plain data, site first, then the domain, then units from the outermost inwards.
struct ModelLink {
    std::string gpo;
    std::uint32_t options = 0;
};

struct ModelScope {
    std::vector<ModelLink> links;
    bool blocks = false;
};

struct Model {
    std::vector<ModelScope> top_down;
    std::vector<TestGpo> gpos;
};

struct Answer {
    std::vector<std::string> precedence;
    std::set<std::string> denied;
    PolicyState state = PolicyState::not_configured;
    std::string winner;
};

class RandomModel {
public:
    explicit RandomModel(unsigned seed) : random_(seed) {}

    Model make()
    {
        Model model;
        for (const auto* const name : {"a", "b", "c", "d", "e", "f"}) {
            model.gpos.push_back(make_gpo(name));
        }
        const auto scopes = 2 + below(5);
        for (std::size_t i = 0; i < scopes; ++i) {
            ModelScope scope{.links = {}, .blocks = i > 0 && below(4) == 0};
            for (auto links = below(5); links > 0; --links) {
                scope.links.push_back({std::string(1, static_cast<char>('a' + below(7))), // g is nowhere
                                       below(3) == 0 ? static_cast<std::uint32_t>(below(4)) : 0});
            }
            model.top_down.push_back(std::move(scope));
        }
        return model;
    }

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool rarely() { return below(8) == 0; }

    TestGpo make_gpo(const std::string& name)
    {
        static const std::vector<std::string> contents = {"unset", "0", "1", "del"};
        TestGpo gpo{.name = name};
        gpo.pol = contents[below(contents.size())];
        gpo.flags = static_cast<std::uint32_t>(below(3) == 0 ? below(5) : 0);
        gpo.apply = !rarely();
        gpo.read = !rarely();
        gpo.functionality_version = rarely() ? 1 : 2;
        gpo.version = gpo.gpt_version = rarely() ? 65536 : 65537;
        gpo.extensions = rarely() ? "" : gpo.extensions;
        return gpo;
    }

    std::mt19937 random_;
};

std::string model_reason(const Model& model, const std::string& name)
{
    for (const auto& gpo : model.gpos) {
        if (gpo.name == name) {
            return !gpo.read                        ? "not_found_or_no_read"
                   : gpo.functionality_version != 2 ? "functionality_version"
                   : gpo.flags / 2 % 2 == 1         ? "gpo_disabled"
                   : !gpo.apply                     ? "security_filter"
                   : gpo.version == 65536           ? "empty"
                   : gpo.extensions.empty()         ? "no_registry_cse"
                                                    : "";
        }
    }
    return "not_found_or_no_read";
}

/// From the top down, as the Group Policy console explains it: each level puts its own links before what it inherits,
/// or throws that away when it blocks; enforced ones are handed down behind those from further up.
Answer solve(const Model& model)
{
    std::vector<std::string> enforced;
    std::vector<std::string> inherited;
    Answer answer;
    for (const auto& scope : model.top_down) {
        std::vector<std::string> own;
        if (scope.blocks) {
            for (const auto& name : inherited) {
                answer.denied.insert(name + " blocked_inheritance");
            }
            inherited.clear();
        }
        for (const auto& link : scope.links) {
            if (link.options % 2 == 1) {
                answer.denied.insert(link.gpo + " link_disabled");
            } else if (link.options < 2) {
                own.insert(own.begin(), link.gpo);
            }
        }
        for (auto i = scope.links.size(); i-- > 0;) {
            if (scope.links[i].options == 2) {
                enforced.push_back(scope.links[i].gpo);
            }
        }
        own.insert(own.end(), inherited.begin(), inherited.end());
        inherited = own;
    }
    enforced.insert(enforced.end(), inherited.begin(), inherited.end());
    for (const auto& name : enforced) {
        const auto reason = model_reason(model, name);
        if (!reason.empty()) {
            answer.denied.insert(name + " " + reason);
            continue;
        }
        answer.precedence.push_back(name);
        const auto gpo =
            *std::find_if(model.gpos.begin(), model.gpos.end(), [&](const auto& each) { return each.name == name; });
        if (answer.winner.empty() && gpo.pol != "unset") {
            answer.winner = name;
            answer.state = gpo.pol == "1"   ? PolicyState::enabled
                           : gpo.pol == "0" ? PolicyState::disabled
                                            : PolicyState::not_configured;
        }
    }
    return answer;
}

DomainSnapshot snapshot_of(const Model& model)
{
    const auto units = model.top_down.size() - 2;
    DomainBuilder builder(units);
    for (std::size_t i = 0; i < model.top_down.size(); ++i) {
        auto& som = i == 0 ? builder.site() : i == 1 ? builder.domain() : builder.unit(model.top_down.size() - 1 - i);
        for (const auto& link : model.top_down[i].links) {
            som.gp_link = som.gp_link.value_or("") + link_to(link.gpo, link.options);
        }
        if (model.top_down[i].blocks) {
            som.gp_options = "1";
        }
    }
    for (const auto& gpo : model.gpos) {
        builder.gpo(gpo);
    }
    builder.gpo({.name = "g", .read = false});
    return builder.snapshot();
}

} // namespace

TEST_CASE("precedence: 1000 random domains come out as a model that thinks from the top down says")
{
    RandomModel models(20261122);
    for (int i = 0; i < 1000; ++i) {
        CAPTURE(i);
        const auto model = models.make();
        const auto expected = solve(model);
        const auto result = resolve_domain(snapshot_of(model));
        const auto rows = denials(result);
        const auto decision = decide_require_encryption(result);
        REQUIRE(result.completeness == Completeness::complete);
        REQUIRE(precedence(result) == expected.precedence);
        REQUIRE(std::set(rows.begin(), rows.end()) == expected.denied);
        REQUIRE(rows.size() == expected.denied.size()); // one row for each GPO and reason
        REQUIRE(decision.state == expected.state);
        REQUIRE((decision.winner ? name_of(decision.winner->gpo) : "") == expected.winner);
    }
}

TEST_CASE("precedence: the chain of scopes ends at the first domain, and containers are none")
{
    const auto chain = som_chain(R"(CN=PC1,OU=Lab\, East,CN=Odd,OU=Site A,DC=child,DC=corp,DC=example)");
    REQUIRE(chain);
    REQUIRE(chain->size() == 3);
    CHECK((*chain)[0] ==
          ScopeName{SomKind::organizational_unit, R"(OU=Lab\, East,CN=Odd,OU=Site A,DC=child,DC=corp,DC=example)"});
    CHECK((*chain)[1] == ScopeName{SomKind::organizational_unit, "OU=Site A,DC=child,DC=corp,DC=example"});
    CHECK((*chain)[2] == ScopeName{SomKind::domain, "DC=child,DC=corp,DC=example"});
    CHECK(som_chain("CN=PC1,CN=Computers,DC=x")->size() == 1);
    CHECK_FALSE(som_chain("CN=PC1,OU=x"));
    CHECK_FALSE(som_chain(""));
    CHECK_FALSE(som_chain("DC=x"));
}

TEST_CASE("precedence: a denial names the link and the scope that blocks it")
{
    DomainBuilder builder(2);
    builder.unit(0).gp_options = "1";
    builder.unit(1).gp_options = "1";
    builder.unit(1).gp_link = link_to("near");
    builder.domain().gp_link = link_to("far") + link_to("off", 1);
    for (const auto* const name : {"near", "far", "off"}) {
        builder.gpo({.name = name, .display_name = std::string("GPO ") + name});
    }
    const auto result = builder.resolve();
    REQUIRE(result.denied.size() == 3);
    CHECK(result.denied[0].gpo.name == "GPO near");
    CHECK(result.denied[0].detail == "its link at OU=unit1,DC=corp,DC=example is blocked by "
                                     "OU=unit2,OU=unit1,DC=corp,DC=example");
    CHECK(result.denied[1].gpo.link_order == 1);
    CHECK(result.denied[1].detail == "its link at DC=corp,DC=example is disabled");
    CHECK(result.denied[2].gpo.som == "DC=corp,DC=example");
    CHECK(result.denied[2].gpo.link_order == 2);
    CHECK_FALSE(result.denied[2].gpo.enforced);
}

TEST_CASE("precedence: a GPO that is linked twice stands twice, each with its own link")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("b") + link_to("a");
    builder.domain().gp_link = link_to("b", 2);
    builder.gpo({.name = "a", .pol = "0"});
    builder.gpo({.name = "b", .pol = "1"});
    const auto result = builder.resolve();
    CHECK(precedence(result) == std::vector<std::string>{"b", "a", "b"});
    CHECK(result.applied.back().identity.enforced);
    CHECK_FALSE(result.applied.front().identity.enforced);
    const auto decision = decide_require_encryption(result);
    CHECK(decision.state == PolicyState::enabled);
    CHECK(decision.winner->gpo.som == "DC=corp,DC=example");
    CHECK(decision.winner->gpo.enforced);
    CHECK(linked_gpos(builder.snapshot()).size() == 2);
}
