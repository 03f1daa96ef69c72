"""The consonants of a word, alike in Latin, Urdu and Bangla letters, so that names meet across scripts."""

from functools import lru_cache

_SOUNDS = {
    **dict.fromkeys("bبবভ", "b"), **dict.fromkeys("pپপ", "p"), **dict.fromkeys("tتٹطটতঠথ", "t"),
    **dict.fromkeys("dدڈضডদঢধ", "d"), **dict.fromkeys("kqcکقকখخ", "k"), **dict.fromkeys("gگغগঘ", "g"),
    **dict.fromkeys("fفফ", "f"), **dict.fromkeys("szسشصثসশষزظذছ", "s"), **dict.fromkeys("jجজঝযژ", "j"),
    **dict.fromkeys("lلল", "l"), **dict.fromkeys("mمম", "m"), **dict.fromkeys("nنںনণঙঞ", "n"),
    **dict.fromkeys("rرڑরড়ঢ়", "r"), **dict.fromkeys("چচ", "k"),
}


@lru_cache(maxsize=16384)
def skeleton(word: str) -> str:
    """The consonants of a word in any of our scripts, for names written in another one."""
    word = word.replace("ph", "f").replace("sh", "s").replace("ch", "k").replace("ck", "k").replace("x", "ks")
    word = word.replace("ce", "se").replace("ci", "si")
    sounds = [_SOUNDS.get(char, "") for char in word]
    return "".join(sound for index, sound in enumerate(sounds) if sound and (index == 0 or sounds[index - 1] != sound))
