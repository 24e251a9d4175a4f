#pragma once

#include <gpseal/base/result.hpp>

#include <krb5.h>

#include <string>

namespace gpseal::agent {

/// Owns a libkrb5 context. One for each operation: a context reads its configuration once.
class Krb5Context {
public:
    Krb5Context() : error_(::krb5_init_context(&context_)) {}
    Krb5Context(const Krb5Context&) = delete;
    Krb5Context& operator=(const Krb5Context&) = delete;
    ~Krb5Context()
    {
        if (error_ == 0) {
            ::krb5_free_context(context_);
        }
    }

    [[nodiscard]] krb5_context get() const { return context_; }
    [[nodiscard]] krb5_error_code error() const { return error_; }

    /// "what: the library's words".
    [[nodiscard]] Error describe(krb5_error_code code, Errc kind, const std::string& what) const
    {
        const char* words = ::krb5_get_error_message(error_ == 0 ? context_ : nullptr, code);
        Error error{kind, what + ": " + words, {}};
        ::krb5_free_error_message(error_ == 0 ? context_ : nullptr, words);
        return error;
    }

private:
    krb5_context context_ = nullptr;
    krb5_error_code error_;
};

/// Owns something of libkrb5's that is released with its context.
template <typename Handle, auto release> class Krb5Handle {
public:
    explicit Krb5Handle(const Krb5Context& context) : context_(context.get()) {}
    Krb5Handle(const Krb5Handle&) = delete;
    Krb5Handle& operator=(const Krb5Handle&) = delete;
    ~Krb5Handle()
    {
        if (handle_ != nullptr) {
            (void)release(context_, handle_);
        }
    }

    [[nodiscard]] Handle get() const { return handle_; }
    [[nodiscard]] Handle* out() { return &handle_; }

private:
    krb5_context context_;
    Handle handle_ = nullptr;
};

using Krb5Keytab = Krb5Handle<krb5_keytab, ::krb5_kt_close>;
using Krb5Cache = Krb5Handle<krb5_ccache, ::krb5_cc_close>;
using Krb5Principal = Krb5Handle<krb5_principal, ::krb5_free_principal>;
using Krb5InitOptions = Krb5Handle<krb5_get_init_creds_opt*, ::krb5_get_init_creds_opt_free>;

} // namespace gpseal::agent
