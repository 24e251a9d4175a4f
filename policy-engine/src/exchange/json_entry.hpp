#pragma once

#include "exchange/json_handler.hpp"

#include <gpseal/policy/registry_policy_draft.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace gpseal::policy::exchange {

/// The members of one entry of gpseal.pol/1 as they are read, checked against each other at the end.
class JsonEntry {
public:
    /// Empty, or what is wrong with the member.
    [[nodiscard]] std::string set(const std::string& member, JsonScalar value);
    /// The entry, or what is wrong with it.
    [[nodiscard]] tl::expected<RegistryEntry, std::string> finish() const;

private:
    using Bytes = tl::expected<std::string, std::string>;

    [[nodiscard]] const std::string* text(const std::string& member) const;
    [[nodiscard]] std::optional<std::uint64_t> number(const std::string& member) const;
    [[nodiscard]] Bytes name(const std::string& member) const;

    std::map<std::string, JsonScalar> members_;
};

} // namespace gpseal::policy::exchange
