#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <array>
#include <string_view>
#include <utility>

// The words of gpseal.snapshot/1: reader and writer share them.
namespace gpseal::agent::snapshot_words {

template <typename Enum, std::size_t N> using Words = std::array<std::pair<Enum, std::string_view>, N>;

inline constexpr Words<policy::SomKind, 3> som_kinds{{{policy::SomKind::site, "site"},
                                                      {policy::SomKind::domain, "domain"},
                                                      {policy::SomKind::organizational_unit, "ou"}}};
inline constexpr Words<policy::SiteStatus, 3> site_statuses{
    {{policy::SiteStatus::none, "none"}, {policy::SiteStatus::known, "known"}, {policy::SiteStatus::failed, "failed"}}};
inline constexpr Words<policy::GpoLookup, 3> lookups{{{policy::GpoLookup::found, "found"},
                                                      {policy::GpoLookup::not_returned, "not_returned"},
                                                      {policy::GpoLookup::failed, "failed"}}};
inline constexpr Words<policy::FileStatus, 4> file_statuses{{{policy::FileStatus::not_read, "not_read"},
                                                             {policy::FileStatus::absent, "absent"},
                                                             {policy::FileStatus::read, "read"},
                                                             {policy::FileStatus::failed, "failed"}}};
inline constexpr std::array error_codes{Errc::usage,          Errc::io,        Errc::malformed,  Errc::unsupported,
                                        Errc::limit_exceeded, Errc::not_found, Errc::permission, Errc::refused,
                                        Errc::busy,           Errc::timeout,   Errc::conflict,   Errc::internal};

/// Every value of the enumeration has a word.
template <typename Enum, std::size_t N> constexpr std::string_view word_of(const Words<Enum, N>& words, Enum value)
{
    for (const auto& [each, word] : words) {
        if (each == value) {
            return word;
        }
    }
    return words[0].second;
}

} // namespace gpseal::agent::snapshot_words
