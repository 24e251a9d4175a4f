#include <gpseal/base/nearest.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace gpseal;

TEST_CASE("nearest: a slip of the finger finds the word meant")
{
    constexpr std::array<std::string_view, 4> words{"refresh", "resolve", "report", "revert"};
    CHECK(nearest("refersh", words) == "refresh");
    CHECK(nearest("reslove", words) == "resolve");
    CHECK(nearest("RESOLV", words) == "resolve");
    CHECK(nearest("rep", words) == "report");
}

TEST_CASE("nearest: what resembles nothing gets no proposal")
{
    constexpr std::array<std::string_view, 2> words{"refresh", "pol"};
    CHECK_FALSE(nearest("uninstall", words));
    CHECK_FALSE(nearest("", words));
    CHECK_FALSE(nearest(std::string(65, 'r'), words));
    CHECK_FALSE(nearest("refresh", {}));
}
