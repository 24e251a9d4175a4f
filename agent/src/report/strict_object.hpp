#pragma once

#include "report/json_value.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent::json {

/// Reads one JSON object member by member and tolerates nothing: a member must be there, be of its type, and be one
/// that was asked for. Throws Poco::DataFormatException with the member's path; the caller's outermost function turns
/// that into an Error.
class StrictObject {
public:
    StrictObject(Object::Ptr object, std::string path) : object_(std::move(object)), path_(std::move(path)) {}

    [[nodiscard]] std::string text(const std::string& name);
    [[nodiscard]] std::optional<std::string> text_or_null(const std::string& name);
    [[nodiscard]] std::optional<std::uint64_t> number_or_null(const std::string& name, std::uint64_t largest);
    [[nodiscard]] std::uint64_t number(const std::string& name, std::uint64_t largest);
    [[nodiscard]] std::vector<std::string> texts(const std::string& name, std::size_t most);
    [[nodiscard]] StrictObject object(const std::string& name);
    [[nodiscard]] std::optional<StrictObject> object_or_null(const std::string& name);
    /// The one kind of member that may be missing.
    [[nodiscard]] std::optional<StrictObject> object_if_there(const std::string& name);
    [[nodiscard]] std::vector<StrictObject> objects(const std::string& name, std::size_t most);

    /// To be called last: refuses members that nobody asked for.
    void end() const;
    [[noreturn]] void refuse(const std::string& name, std::string_view why) const;

private:
    [[nodiscard]] Poco::Dynamic::Var value(const std::string& name);
    [[nodiscard]] Array::Ptr array(const std::string& name, std::size_t most);
    [[nodiscard]] std::string path_of(const std::string& name) const;

    Object::Ptr object_;
    std::string path_;
    std::set<std::string> asked_;
};

} // namespace gpseal::agent::json
