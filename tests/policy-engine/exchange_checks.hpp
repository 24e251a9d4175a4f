#pragma once

#include "exchange_support.hpp"

#include <doctest/doctest.h>

namespace gpseal::tests {

/// The text is refused with a message that begins so: place, then reason.
inline void check_refused(policy::ExchangeFormat format, const std::string& text, std::string_view reason)
{
    CAPTURE(text);
    const auto message = message_of(import_text(text, format));
    CHECK_MESSAGE(message.starts_with(reason), message);
}

/// The entry is refused with a reason that begins so.
inline void check_unheld(policy::ExchangeFormat format, const policy::RegistryEntry& entry, std::string_view reason)
{
    const auto message = export_one(entry, format);
    CHECK_MESSAGE(message.find(" cannot hold " + std::string(reason)) != std::string::npos, message);
    CHECK(message.starts_with("x@0: entry 1: "));
    CHECK(message.ends_with("; export it as JSON, which holds everything"));
}

} // namespace gpseal::tests
