"""The QR code of the sheet: the address of the certificate, with its seal behind a # where it has one."""

from io import BytesIO

import segno
from PIL import Image

from academy.proof import seal

QUIET = 4  # modules of white around it, which a reader needs (ISO/IEC 18004, 5.3.8)
MASK = 3  # weighing all eight takes four times as long, and the letters of a seal are as good as random under any

_GREY = bytes([255, 0]) + bytes(254)  # of a module: 0 is light, 1 is dark


def drawn(address: str) -> tuple[bytes, int]:
    """A PNG of one grey pixel a module, and how many modules a side has, its quiet zone included."""
    matrix = segno.make_qr(seal.segments(address), error="m", mask=MASK).matrix
    inner, side = len(matrix), len(matrix) + 2 * QUIET
    picture = Image.new("L", (side, side), 255)
    picture.paste(Image.frombytes("L", (inner, inner), b"".join(matrix).translate(_GREY)), (QUIET, QUIET))
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)  # the press packs it anew
    return file.getvalue(), side
