#pragma once

#include "pol_builder.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"
#include "test_data.hpp"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

// Command lines on registry.pol files of their own.
namespace gpseal::tests {

inline Outcome run(const std::vector<std::string>& arguments)
{
    ::setenv("COLUMNS", "80", 1); // NOLINT(concurrency-mt-unsafe): one thread
    return call(arguments);
}

/// A folder with one registry.pol, and the templates of the tests.
class Bench {
public:
    [[nodiscard]] std::string pol() const { return (folder_.path() / "registry.pol").string(); }
    [[nodiscard]] std::string path(const char* name) const { return (folder_.path() / name).string(); }
    [[nodiscard]] std::string content() const { return slurp(pol()); }
    void write(const PolBuilder& builder) const { write("registry.pol", builder); }
    void write(const char* name, const PolBuilder& builder) const
    {
        const auto bytes = builder.bytes();
        spill(folder_.path() / name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }

    [[nodiscard]] Outcome set(std::vector<std::string> more) const { return edit("set", std::move(more)); }
    [[nodiscard]] Outcome unset(std::vector<std::string> more) const { return edit("unset", std::move(more)); }

    static std::string templates() { return (data_folder() / "editing").string(); }

private:
    [[nodiscard]] Outcome edit(const char* what, std::vector<std::string> more) const
    {
        std::vector<std::string> arguments{"pol", what, pol()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        if (std::find(more.begin(), more.end(), "--policy") != more.end()) {
            arguments.insert(arguments.end(), {"--admx", templates()});
        }
        return run(arguments);
    }

    TemporaryFolder folder_;
};

inline Poco::JSON::Object::Ptr parsed(const std::string& text)
{
    return Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>();
}

} // namespace gpseal::tests
