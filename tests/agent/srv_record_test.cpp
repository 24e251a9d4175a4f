#include "collect/domain_controllers.hpp"
#include "collect/srv_record.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

SrvRecord server(const std::string& host, std::uint16_t priority, std::uint16_t weight)
{
    return {.priority = priority, .weight = weight, .port = 389, .host = host};
}

std::string hosts(const std::vector<SrvRecord>& records)
{
    std::string text;
    for (const auto& record : records) {
        text += record.host + " ";
    }
    return text;
}

} // namespace

TEST_CASE("srv: a lower priority comes first, whatever the weight")
{
    const std::vector<SrvRecord> records = {server("far", 10, 1000), server("near", 0, 1), server("mid", 5, 1)};
    CHECK(hosts(order_srv_records(records, [](unsigned) { return 0U; })) == "near mid far ");
}

TEST_CASE("srv: within one priority the weight decides how often one is first")
{
    const std::vector<SrvRecord> records = {server("three", 0, 3), server("one", 0, 1), server("never", 0, 0)};
    std::map<std::string, int> first;
    for (unsigned draw = 0; draw <= 4; ++draw) {
        bool drawn = false;
        const auto order = order_srv_records(records, [&](unsigned bound) {
            const auto number = drawn ? 0U : std::min(draw, bound);
            drawn = true;
            return number;
        });
        ++first[order.front().host];
        CHECK(order.size() == 3);
    }
    CHECK(first["three"] == 3);
    CHECK(first["one"] == 1);
    CHECK(first["never"] == 1); // draw 0
}

TEST_CASE("srv: domain controllers of the own site come first, each once, and few")
{
    const SrvQuery query = [](const std::string& name) -> Result<std::vector<SrvRecord>> {
        if (name == "_ldap._tcp.Branch._sites.dc._msdcs.corp.example") {
            return std::vector{server("dc3", 0, 100)};
        }
        if (name == "_ldap._tcp.dc._msdcs.corp.example") {
            std::vector<SrvRecord> all = {server("DC3", 0, 100)};
            for (int i = 10; i < 30; ++i) {
                all.push_back(server("dc" + std::to_string(i), 0, 100));
            }
            return all;
        }
        return fail(Errc::not_found, "no such name");
    };
    const auto found = find_domain_controllers("corp.example", "Branch", query);
    REQUIRE(found);
    CHECK(found->front().host == "dc3");
    CHECK(found->size() == max_controllers);
    CHECK(std::count_if(found->begin(), found->end(), [](const SrvRecord& r) { return r.host == "DC3"; }) == 0);
    CHECK(find_domain_controllers("corp.example", "Nowhere", query));
    CHECK_FALSE(find_domain_controllers("other.example", "", query));
}
