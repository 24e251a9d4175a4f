#include "parsed_file.hpp"

namespace gpseal::admx {

ParsedFile::ParsedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ParsedFile::ParsedFile(ParsedFile&&) noexcept = default;
ParsedFile& ParsedFile::operator=(ParsedFile&&) noexcept = default;
ParsedFile::~ParsedFile() = default;

ParsedFile parse_definitions(Document document)
{
    auto state = std::make_unique<ParsedFile::State>();
    state->kind = FileKind::definitions;
    state->source = std::make_unique<SourceText>(std::move(document.path));
    auto& source = *state->source;
    source.bytes = std::move(document.bytes);
    if (open_text(source.bytes, source.log)) {
        state->definitions = read_admx(source.context());
    }
    return ParsedFile(std::move(state));
}

ParsedFile parse_resources(Document document, std::string language)
{
    auto state = std::make_unique<ParsedFile::State>();
    state->kind = FileKind::resources;
    state->language = std::move(language);
    state->source = std::make_unique<SourceText>(std::move(document.path));
    auto& source = *state->source;
    source.bytes = std::move(document.bytes);
    if (open_text(source.bytes, source.log)) {
        state->resources = read_adml(source.context());
    }
    return ParsedFile(std::move(state));
}

} // namespace gpseal::admx
