#pragma once

#include "parsed_file.hpp"

#include <gpseal/admx/policy_catalog.hpp>

#include <memory>
#include <vector>

namespace gpseal::admx {

/// What a finished catalogue keeps of its files.
struct PolicyCatalog::Contents {
    std::vector<std::unique_ptr<SourceText>> sources; ///< what all views point into
    std::vector<ResourcesFile> resources;
    std::vector<std::vector<ResourcesFile*>> resources_of; ///< by index of an ADMX file: its own, best language first
};

} // namespace gpseal::admx
