#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Sees that files are changed, replaced or gone, whoever did it, by inotify on the folders that they are in: where a
/// name is a symlink, on every folder along the way. What it may have missed it counts as seen.
class FileWatch {
public:
    [[nodiscard]] static Result<FileWatch> start();

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// From now on these; folders that are not there yet are watched for by the one above them.
    void watch(const std::vector<std::filesystem::path>& files);
    /// Whether one of them was touched since the last call.
    [[nodiscard]] bool changed();

private:
    struct Place {
        int id;
        std::string name;
    };
    explicit FileWatch(UniqueFd fd) : fd_(std::move(fd)) {}
    void add(const std::filesystem::path& folder, const std::string& name);

    UniqueFd fd_;
    std::vector<Place> places_;
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
