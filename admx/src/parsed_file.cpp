#include "parsed_file.hpp"

#include "text_encoding.hpp"

namespace gpseal::admx {

ParsedFile::ParsedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ParsedFile::ParsedFile(ParsedFile&&) noexcept = default;
ParsedFile& ParsedFile::operator=(ParsedFile&&) noexcept = default;
ParsedFile::~ParsedFile() = default;

std::unique_ptr<ParsedFile::State> ParsedFile::open(Document document, Checks checks)
{
    auto state = std::make_unique<State>();
    state->source = std::make_unique<SourceText>(std::move(document.path));
    state->source->bytes = std::move(document.bytes);
    state->source->checks = checks;
    state->source->was_utf16 = is_utf16(state->source->bytes);
    return state;
}

ParsedFile parse_definitions(Document document, Checks checks)
{
    auto state = ParsedFile::open(std::move(document), checks);
    state->kind = FileKind::definitions;
    if (open_text(state->source->bytes, state->source->log)) {
        state->definitions = read_admx(state->source->context());
    }
    return ParsedFile(std::move(state));
}

ParsedFile parse_resources(Document document, std::string language, Checks checks)
{
    auto state = ParsedFile::open(std::move(document), checks);
    state->kind = FileKind::resources;
    state->language = std::move(language);
    if (open_text(state->source->bytes, state->source->log)) {
        state->resources = read_adml(state->source->context());
    }
    return ParsedFile(std::move(state));
}

} // namespace gpseal::admx
