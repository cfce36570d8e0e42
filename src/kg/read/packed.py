"""One member of a zip archive, unpacked up to a limit."""

from __future__ import annotations

import zipfile
import zlib

from kg.read.extract import Refused

__all__ = ["unpack"]

_ENCRYPTED = 0x1
_PIECE = 1 << 20


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of a member; at no time more than `limit` and one piece (1 MB) of them are held.

    Raises Refused when there are more, whatever the archive states, or it is encrypted or damaged.
    """
    if member.flag_bits & _ENCRYPTED:
        raise Refused("encrypted; unpack it with its password first")
    if member.file_size > limit:
        raise Refused(
            f"unpacks to {member.file_size:,} bytes, more than the {limit:,} that are read; split it"
        )
    pieces, size = list[bytes](), 0
    try:
        with archive.open(member) as packed:
            # read() without a size would unpack all there is before it is cut.
            while piece := packed.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    raise Refused(f"unpacks to more than the {limit:,} bytes that are read; split it")
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as e:
        raise Refused(f"damaged ({e}); pack it again") from e
    return b"".join(pieces)
