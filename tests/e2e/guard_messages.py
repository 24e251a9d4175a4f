"""SMB messages as bytes, whole and apart, of the kinds that the guard tells from each other."""
import struct

NEGOTIATE, SESSION_SETUP, LOGOFF, TREE_CONNECT, TREE_DISCONNECT, CREATE = range(6)
IOCTL, CANCEL, ECHO = 11, 12, 13
EMPTY = (LOGOFF, TREE_DISCONNECT, CANCEL, ECHO)
VALIDATE_NEGOTIATE_INFO = 0x00140204


def header(command, body=b'', following=0, flags=0, status=0):
    """An SMB2 header, MS-SMB2 2.2.1."""
    fields = struct.pack('<HHIHHIIQIIQ16s', 64, 0, status, command, 1, flags, following, 7, 0, 0, 0, b'')
    return b'\xfeSMB' + fields + body


def framed(message):
    return struct.pack('>I', len(message)) + message


def request(command, size=24, **more):
    return framed(header(command, b'\0' * size, **more))


def ioctl(code, dialects=3):
    return header(IOCTL, struct.pack('<HHI', 57, 0, code) + b'\0' * (72 + 2 * dialects))


def smb1(command, flags=0):
    return b'\xffSMB' + struct.pack('<BIB', command, 0, flags) + b'\0' * 22 + b'\0\0\0'


def compressed(algorithm=1, flags=0):
    return b'\xfcSMB' + struct.pack('<IHHI', 100, algorithm, flags, 0) + b'x' * 60


KEEP_ALIVE = b'\x85\0\0\0'
TRANSFORM = framed(b'\xfdSMB' + b'z' * 100)


def negotiate_reply(dialect, capabilities=0, contexts=0, status=0):
    """An SMB2 NEGOTIATE response, MS-SMB2 2.2.4."""
    body = struct.pack('<HHHH16sI', 65, 1, dialect, contexts, b'', capabilities) + b'\0' * 36
    return framed(header(NEGOTIATE, body, flags=1, status=status))


def apart(message):
    return message[:4], message[4:]
