#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <string_view>

namespace gpseal::agent {

/// Whether two names lead to one folder, which then counts once.
[[nodiscard]] bool is_same_folder(const std::filesystem::path& one, const std::filesystem::path& other);

/// Adds the files of a PolicyDefinitions folder: its *.admx in order of their names, then *.adml from those of its
/// language folders that the builder wants. Extensions and language names are taken in any case, and of two names that
/// differ by case both are read. Does not look into other folders below.
///
/// With the name of a policy in `about`, only the *.adml are read that its page needs, where a policy is called so.
///
/// A file that cannot be read is a finding; an error is only a folder that cannot be listed.
[[nodiscard]] Result<Diagnostics> read_admx_folder(const std::filesystem::path& folder, admx::CatalogBuilder& builder,
                                                   std::string_view about = {});

} // namespace gpseal::agent
