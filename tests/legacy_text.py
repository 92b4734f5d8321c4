"""Vietnamese written in legacy letters, by the published tables read letter by letter.

TCVN 5712:1993, set VN3, and the VNI encoding for Windows; each line gives a vowel without tone, then with
acute, grave, hook, tilde and dot below. The same tables stand in UniKey (ukengine/data.cpp), xvnkb (vni.h)
and, for the codes of TCVN3, in the GNU C library (TCVN5712-1).
"""

import unicodedata

TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]

TCVN3 = {
    "a": "61 B8 B5 B6 B7 B9",
    "ă": "A8 BE BB BC BD C6",
    "â": "A9 CA C7 C8 C9 CB",
    "e": "65 D0 CC CE CF D1",
    "ê": "AA D5 D2 D3 D4 D6",
    "i": "69 DD D7 D8 DC DE",
    "o": "6F E3 DF E1 E2 E4",
    "ô": "AB E8 E5 E6 E7 E9",
    "ơ": "AC ED EA EB EC EE",
    "u": "75 F3 EF F1 F2 F4",
    "ư": "AD F8 F5 F6 F7 F9",
    "y": "79 FD FA FB FC FE",
}
TCVN3_CAPITALS = {"Ă": "A1", "Â": "A2", "Ê": "A3", "Ô": "A4", "Ơ": "A5", "Ư": "A6", "Đ": "A7"}

VNI = {
    "a": "a aù aø aû aõ aï",
    "ă": "aê aé aè aú aü aë",
    "â": "aâ aá aà aå aã aä",
    "e": "e eù eø eû eõ eï",
    "ê": "eâ eá eà eå eã eä",
    "i": "i í ì æ ó ò",
    "o": "o où oø oû oõ oï",
    "ô": "oâ oá oà oå oã oä",
    "ơ": "ô ôù ôø ôû ôõ ôï",
    "u": "u uù uø uû uõ uï",
    "ư": "ö öù öø öû öõ öï",
    "y": "y yù yø yû yõ î",
}


def letters():
    """Every small Vietnamese letter that is no plain letter of English."""
    toned = [unicodedata.normalize("NFC", vowel + tone) for vowel in VNI for tone in TONES]
    return [letter for letter in [*toned, "đ"] if not letter.isascii()]


def _by_letter(table):
    return {
        unicodedata.normalize("NFC", vowel + tone): code
        for vowel, codes in table.items()
        for tone, code in zip(TONES, codes.split(), strict=True)
    }


_TCVN3 = {letter: bytes.fromhex(code) for letter, code in _by_letter(TCVN3).items()} | {"đ": b"\xae"}
_TCVN3_CAPITALS = {letter: bytes.fromhex(code) for letter, code in TCVN3_CAPITALS.items()}
_VNI = {letter: code.encode("cp1252") for letter, code in (_by_letter(VNI) | {"đ": "ñ"}).items()}


def tcvn3(text):
    """Bytes of TCVN3, in which a capital with a tone has the code of the small letter."""
    found = [
        _TCVN3_CAPITALS.get(letter) or (None if letter.isascii() else _TCVN3.get(letter.lower()))
        for letter in unicodedata.normalize("NFC", text)
    ]
    plain = unicodedata.normalize("NFC", text)
    return b"".join(code or letter.encode("cp1252") for code, letter in zip(found, plain, strict=True))


def vni(text):
    """Bytes of VNI."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        code = None if letter.isascii() else _VNI.get(letter.lower())
        if code and letter.isupper():
            code = code.decode("cp1252").upper().encode("cp1252")
        parts.append(code or letter.encode("cp1252"))
    return b"".join(parts)


def windows_1258(text):
    """Bytes of code page 1258: vowels with their shape, tones behind them."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            parts.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in TONES[1:])
            shape = unicodedata.normalize("NFC", marks.replace(tone, ""))
            parts.append(shape.encode("cp1258") + tone.encode("cp1258"))
    return b"".join(parts)


ENCODERS = {"tcvn3": tcvn3, "vni": vni, "windows-1258": windows_1258}
