#include "report/unique_members.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::agent::json {

namespace {

constexpr std::size_t longest_path = 200; ///< of a message; who chose the names chose their length

} // namespace

void UniqueMembers::startObject()
{
    begin(false);
    ParseHandler::startObject();
}

void UniqueMembers::endObject()
{
    levels_.pop_back();
    ParseHandler::endObject();
}

void UniqueMembers::startArray()
{
    begin(true);
    ParseHandler::startArray();
}

void UniqueMembers::endArray()
{
    levels_.pop_back();
    ParseHandler::endArray();
}

void UniqueMembers::key(const std::string& name)
{
    auto& object = levels_.back();
    object.name = name;
    if (!object.names.insert(name).second) {
        throw RepeatedMember("'" + printable(path()) + "' stands twice");
    }
    ParseHandler::key(name);
}

void UniqueMembers::begin(bool is_array)
{
    if (!levels_.empty()) {
        ++levels_.back().entries;
    }
    levels_.push_back({.is_array = is_array});
}

std::string UniqueMembers::path() const
{
    std::string text;
    for (const auto& level : levels_) {
        if (level.is_array) {
            text += "[" + std::to_string(level.entries - (level.entries > 0 ? 1 : 0)) + "]";
        } else {
            text += (text.empty() ? "" : ".") + level.name;
        }
        if (text.size() > longest_path) {
            return text.substr(0, longest_path) + "…";
        }
    }
    return text;
}

} // namespace gpseal::agent::json
