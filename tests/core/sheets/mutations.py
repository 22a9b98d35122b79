"""Files changed by chance, as a bad disk, a bad program or a bad person would."""

import random
import zipfile
from io import BytesIO

from tests.core.sheets.books import packed


def mutated(dice: random.Random, content: bytes) -> bytes:
    """Bytes changed, dropped, doubled; or an archive's part changed inside and packed again."""
    if content[:2] == b"PK" and dice.random() < 0.6:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        name = dice.choice([name for name in entries if name.startswith("xl/")])
        original = entries[name]
        assert isinstance(original, bytes)
        entries[name] = _scratched(dice, original)
        return packed(entries)
    return _scratched(dice, content)


def _scratched(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _time in range(dice.choice((1, 3, 20))):
        at = dice.randrange(len(changed))
        length = dice.choice((1, 4, 60))
        match dice.randrange(5):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = dice.choice(
                    (b"<", b'"', b"&#x0;", b"\0", b"999999999", b"<f>", b"XFD1048576", b"'")
                )
            case _:
                changed[at : at + 1] = str(dice.randrange(10**9)).encode()
        if len(changed) < 2:
            break
    return bytes(changed)
