#pragma once

#include <Poco/JSON/Handler.h>

#include <cstdint>
#include <string>
#include <variant>

namespace gpseal::policy::exchange {

/// A JSON value that is neither object nor array; monostate is null.
using JsonScalar = std::variant<std::monostate, bool, double, std::int64_t, std::uint64_t, std::string>;

/// Turns the parser's many calls into five.
class JsonEvents : public Poco::JSON::Handler {
public:
    void reset() override {}
    void startObject() override { begin_object(); }
    void endObject() override { end_object(); }
    void startArray() override { begin_array(); }
    void endArray() override { end_array(); }
    void null() override { scalar(std::monostate{}); }
    void value(int number) override { scalar(std::int64_t{number}); }
    void value(unsigned number) override { scalar(std::uint64_t{number}); }
    void value(Poco::Int64 number) override { scalar(std::int64_t{number}); }
    void value(Poco::UInt64 number) override { scalar(std::uint64_t{number}); }
    void value(const std::string& text) override { scalar(text); }
    void value(double number) override { scalar(number); }
    void value(bool truth) override { scalar(truth); }

protected:
    virtual void begin_object() = 0;
    virtual void end_object() = 0;
    virtual void begin_array() = 0;
    virtual void end_array() = 0;
    virtual void scalar(JsonScalar value) = 0;
};

} // namespace gpseal::policy::exchange
