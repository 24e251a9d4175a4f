"""Which points of a matrix a run tries: its part of them, and not those that an earlier run has tried."""
import os
import re
import zlib


class Points:
    """`done`: a file with a line for each point that was tried and kept its promises, or None."""

    def __init__(self, part, done):
        match = re.fullmatch(r"([1-9][0-9]*)/([1-9][0-9]*)", part)
        if match is None or int(match.group(1)) > int(match.group(2)):
            raise SystemExit(f"--part {part}: not K/N with K at most N")
        self.first, self.of = int(match.group(1)) - 1, int(match.group(2))
        self.known, self.file = set(), None
        if done is not None:
            if os.path.exists(done):
                with open(done, encoding="utf-8") as file:
                    self.known = set(file.read().splitlines())
            self.file = open(done, "a", encoding="utf-8", buffering=1)  # a line at a time, so that an end loses none

    def mine(self, jobs):
        """By their names: two runs side by side need not have counted the same jobs."""
        part = [job for job in jobs if zlib.crc32(self.name(job).encode()) % self.of == self.first]
        return [job for job in part if self.name(job) not in self.known], len(part)

    def kept(self, job):
        if self.file is not None:
            self.file.write(self.name(job) + "\n")

    @staticmethod
    def name(job):
        return " ".join(str(word) for word in job)
