#include "collect/snapshot_store.hpp"
#include "domain_builder.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

KeptSnapshot something()
{
    DomainBuilder domain;
    domain.gpo({.name = "a", .pol = "1"});
    domain.domain().gp_link = link_to("a");
    KeptSnapshot kept{.snapshot = domain.snapshot(), .read_at = {}};
    kept.read_at[gpo_dn("a")] = std::chrono::system_clock::time_point(std::chrono::seconds(1000000));
    kept.absent_since[gpo_dn("a")] = std::chrono::system_clock::time_point(std::chrono::seconds(2000000));
    kept.template_absent_since[gpo_dn("a")] = std::chrono::system_clock::time_point(std::chrono::seconds(3000000));
    kept.template_known[gpo_dn("a")] = std::chrono::system_clock::time_point(std::chrono::seconds(4000000));
    kept.unread = domain.snapshot();
    kept.unread->domain_controller = "dc2.corp.example";
    return kept;
}

} // namespace

TEST_CASE("snapshot store: what is kept comes back, contents and times and all")
{
    const TemporaryFolder folder;
    SnapshotStore store{RootedPaths(folder.path())};
    const auto nothing = store.load();
    REQUIRE(nothing);
    CHECK_FALSE(*nothing);
    const auto kept = something();
    REQUIRE(store.save(kept));
    const auto loaded = store.load();
    REQUIRE(loaded);
    REQUIRE(*loaded);
    CHECK((*loaded)->snapshot.gpos.size() == 1);
    CHECK((*loaded)->snapshot.gpos[0].registry_pol.content == kept.snapshot.gpos[0].registry_pol.content);
    CHECK((*loaded)->read_at == kept.read_at);
    CHECK((*loaded)->absent_since == kept.absent_since);
    CHECK((*loaded)->template_absent_since == kept.template_absent_since);
    CHECK((*loaded)->template_known == kept.template_known);
    CHECK((*loaded)->unread == kept.unread);
}

TEST_CASE("snapshot store: a file with any byte changed, or cut anywhere, is refused")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    SnapshotStore store{paths};
    REQUIRE(store.save(something()));
    const auto file = paths.state() / "domain";
    const auto whole = slurp(file);
    for (std::size_t at = 0; at < whole.size(); at += 97) {
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        spill(file, changed);
        const auto refused = store.load();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().message.ends_with("; run gpseal refresh"));
        spill(file, whole.substr(0, at));
        CHECK_FALSE(store.load());
    }
}
