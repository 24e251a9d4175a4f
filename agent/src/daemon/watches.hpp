#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Sees that files are changed, replaced or gone, whoever did it: by inotify on the folders that their names are in, on
/// every folder along the way that has a symlink to them, and on the files themselves, which may have other names. What
/// inotify does not show, as a mount over a name, or may not watch, a look at what lies there does: see changed().
class FileWatch {
public:
    [[nodiscard]] static FileWatch start();

    [[nodiscard]] int fd() const { return fd_.get(); } ///< -1: there is none
    /// From now on these; folders that are not there yet are watched for by the one above them.
    void watch(const std::vector<std::filesystem::path>& files);
    /// Whether one of them was touched since the last call: as inotify tells, and as each file differs from what it
    /// was. Cheap enough for every turn of a loop.
    [[nodiscard]] bool changed();
    /// Of what changed() saw last: somebody is writing, and has not closed the file.
    [[nodiscard]] bool half_written() const { return half_written_; }
    /// Why one of them is not watched, so that changed() has to be called by the clock; nullopt: all are.
    [[nodiscard]] const std::optional<Error>& blind() const { return blind_; }

private:
    struct Place {
        int id;
        std::string name; ///< within the folder; empty: a file itself
    };
    struct Known {
        std::filesystem::path file;
        std::optional<FileIdentity> as; ///< nullopt: it is not there
    };
    struct Events {
        bool change = false;
        bool write = false;
    };
    explicit FileWatch(UniqueFd fd) : fd_(std::move(fd)) {}
    void add(const std::filesystem::path& place, std::string name);
    void follow(const std::filesystem::path& file);
    [[nodiscard]] Events take_events();
    [[nodiscard]] bool looks_different();

    UniqueFd fd_;
    std::vector<Place> places_;
    std::vector<Known> known_;
    bool half_written_ = false;
    std::optional<Error> unusable_; ///< there is no inotify
    std::optional<Error> blind_;
};

/// Sees changes of one nftables table: the kernel tells of every change of any table ([nfnetlink], NFNLGRP_NFTABLES).
class TableWatch {
public:
    /// `table`: its name. Errc::permission without CAP_NET_ADMIN.
    [[nodiscard]] static Result<TableWatch> start(std::string table);

    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] bool changed();

private:
    TableWatch(UniqueFd fd, std::string table) : fd_(std::move(fd)), table_(std::move(table)) {}
    UniqueFd fd_;
    std::string table_;
};

/// Sees addresses and routes come ([rtnetlink]).
class NetworkWatch {
public:
    [[nodiscard]] static Result<NetworkWatch> start();

    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] bool changed();

private:
    explicit NetworkWatch(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

/// Sees that the wall clock was set ([timerfd_create], TFD_TIMER_CANCEL_ON_SET): what ends at a time may be over.
class ClockWatch {
public:
    [[nodiscard]] static Result<ClockWatch> start();

    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] bool changed();

private:
    explicit ClockWatch(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

} // namespace gpseal::agent
