"""What a test in Python claims: counted, and said with what was found where it does not hold."""
failures = 0


def claim(what, found, wanted=True):
    global failures
    if found == wanted:
        print("ok  ", what)
    else:
        failures += 1
        print("FAIL", what, "\n     found ", repr(found), "\n     wanted", repr(wanted))
