#pragma once

#include <Poco/Exception.h>
#include <Poco/JSON/ParseHandler.h>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace gpseal::agent::json {

/// "'PATH' stands twice", the path as StrictObject has it.
class RepeatedMember : public Poco::DataFormatException {
public:
    using Poco::DataFormatException::DataFormatException;
};

/// For Poco's parser, which takes the last of two members of one name in silence: throws RepeatedMember at the second.
/// For one document.
class UniqueMembers : public Poco::JSON::ParseHandler {
public:
    void startObject() override;
    void endObject() override;
    void startArray() override;
    void endArray() override;
    void key(const std::string& name) override;

private:
    /// An object or array that is not at its end.
    struct Level {
        bool is_array = false;
        std::set<std::string> names = {};
        std::string name = {};   ///< of an object: the member that is read
        std::size_t entries = 0; ///< of an array: objects and arrays that it holds so far
    };

    void begin(bool is_array);
    [[nodiscard]] std::string path() const;

    std::vector<Level> levels_;
};

} // namespace gpseal::agent::json
