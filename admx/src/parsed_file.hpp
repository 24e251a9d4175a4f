#pragma once

#include "adml_document.hpp"
#include "admx_document.hpp"
#include "document_log.hpp"

#include <gpseal/admx/policy_catalog.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::admx {

/// What the views into one file point to, and what was found in it. Stays where it is made.
struct SourceText {
    std::vector<std::byte> bytes;
    TextPool pool;
    DocumentLog log;

    explicit SourceText(std::string path) : log(std::move(path)) {}
    Checks checks = Checks::load;
    bool was_utf16 = false;

    [[nodiscard]] ReadContext context() { return {.log = log, .pool = pool, .checks = checks, .was_utf16 = was_utf16}; }
};

struct ParsedFile::State {
    FileKind kind = FileKind::definitions;
    std::string language;
    std::unique_ptr<SourceText> source;
    std::optional<AdmxContent> definitions; ///< neither: the file is refused
    std::optional<AdmlContent> resources;
};

} // namespace gpseal::admx
