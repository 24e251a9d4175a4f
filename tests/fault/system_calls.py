"""Which system calls a program makes, as strace counts them when it is to break one of them."""
import re


def system_calls(trace):
    """(name, k, line) of every call in a file of strace's, k counting the calls of that name."""
    count, calls = {}, []
    with open(trace, encoding="latin-1") as file:
        for line in file:
            match = re.match(r"([a-z0-9_]+)\(", line)
            if match:
                name = match.group(1)
                count[name] = count.get(name, 0) + 1
                calls.append((name, count[name], line))
    return calls
