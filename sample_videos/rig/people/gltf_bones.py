"""Names of bones in other makers' skeletons, and what they are called here."""

from __future__ import annotations

from ..conventions import SIDES

#: Mixamo and Biped names in the trunk. There is no third lumbar joint (``spine03``).
_MIDLINE = {
    "Hips": "spine05",
    "Pelvis": "spine05",
    "Bip01": "spine05",
    "Spine": "spine04",
    "Spine1": "spine02",
    "Spine2": "spine01",
    "Neck": "neck01",
    "Head": "head",
}
_MIXAMO_LIMBS = {
    "UpLeg": "upperleg",
    "Leg": "lowerleg",
    "Foot": "foot",
    "ToeBase": "toe2-1",
    "Shoulder": "clavicle",
    "Arm": "upperarm",
    "ForeArm": "lowerarm",
    "Hand": "wrist",
}
_BIPED_LIMBS = {
    "Thigh": "upperleg",
    "Calf": "lowerleg",
    "Foot": "foot",
    "Toe0": "toe2-1",
    "Clavicle": "clavicle",
    "UpperArm": "upperarm",
    "Forearm": "lowerarm",
    "Hand": "wrist",
}
_MIXAMO_FINGERS = {"Thumb": 1, "Index": 2, "Middle": 3, "Ring": 4, "Pinky": 5}
#: Bone that is split in halves -> the bone whose head is its end.
_SPLIT = {
    "upperleg": "lowerleg",
    "lowerleg": "foot",
    "upperarm": "lowerarm",
    "lowerarm": "wrist",
}
SPLIT_ENDS = {f"{a}.{s}": (f"{a}.{s}", f"{b}.{s}") for a, b in _SPLIT.items() for s in SIDES}


def bone_label(name: str) -> str | None:
    """Translate a Mixamo or Biped bone name; None for a bone that is not driven here."""
    plain = name.split(":")[-1].replace("Bip01 ", "").replace("Bip01_", "").replace("_", " ")
    if plain in _MIDLINE:
        return _MIDLINE[plain]
    for side, word in zip(SIDES, ("Left", "Right"), strict=True):
        if plain.startswith(word):
            return _mixamo_label(plain.removeprefix(word), side)
        if plain.startswith(f"{side} "):
            return _biped_label(plain.removeprefix(f"{side} "), side)
    return None


def _mixamo_label(name: str, side: str) -> str | None:
    if name in _MIXAMO_LIMBS:
        return f"{_MIXAMO_LIMBS[name]}.{side}"
    finger, phalanx = name.removeprefix("Hand")[:-1], name[-1:]
    if finger in _MIXAMO_FINGERS and phalanx in "123":
        return f"finger{_MIXAMO_FINGERS[finger]}-{phalanx}.{side}"
    return None


def _biped_label(name: str, side: str) -> str | None:
    """Translate a name without its side; fingers count from 0, their phalanges have "", 1 and 2."""
    if name in _BIPED_LIMBS:
        return f"{_BIPED_LIMBS[name]}.{side}"
    digits = name.removeprefix("Finger")
    if name.startswith("Finger") and digits.isdigit() and len(digits) <= 2:
        finger, phalanx = int(digits[0]) + 1, int(digits[1:] or 0) + 1
        return f"finger{finger}-{phalanx}.{side}" if phalanx <= 3 else None
    return None


def split_names(bone: str) -> tuple[str, ...]:
    """Return the names of a split bone's halves, or of the bone itself."""
    if bone not in SPLIT_ENDS:
        return (bone,)
    name, side = bone.split(".")
    return f"{name}01.{side}", f"{name}02.{side}"


def _parents() -> dict[str, str]:
    parents = {
        "spine04": "spine05",
        "spine02": "spine04",
        "spine01": "spine02",
        "neck01": "spine01",
        "head": "neck01",
    }
    for s in SIDES:
        chain = ("spine05", "upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot")
        arm = ("spine01", "clavicle", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02")
        for names in ((*chain, "toe2-1"), (*arm, "wrist")):
            sided = [names[0], *(f"{name}.{s}" for name in names[1:])]
            parents.update(zip(sided[1:], sided[:-1], strict=True))
        for finger in range(1, 6):
            sided = [f"wrist.{s}", *(f"finger{finger}-{q}.{s}" for q in (1, 2, 3))]
            parents.update(zip(sided[1:], sided[:-1], strict=True))
    return parents


#: Bone -> parent bone, halves included.
BONE_PARENT = _parents()
