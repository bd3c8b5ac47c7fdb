"""Made-up lines of sight for the gallery: the picture of a home, boxes of a unit, and the odd ones."""

from django.utils.translation import gettext as _

from lineofsight.base.ui.components import Picture, PictureHead, PictureStep, Strand, ThreadStep

HOME_HEADS = (
    ("You", 3),
    ("Your goals", 5),
    ("Team result", 5),
    ("Company objective", 5),
    ("Perspective", 3),
    ("Vision", 3),
)
UNIT_HEADS = (("Goals of people", 6), ("Team objectives", 6), ("Hub objectives", 6), ("Company objectives", 6))


def pictures() -> tuple[tuple[str, Picture], ...]:
    """Return each picture with what it shows."""
    return (
        (_("Home: shares add up"), home()),
        (_("A unit in boxes: several parents, support, what stops"), unit()),
        (_("Not open to you, long words, one step"), odd()),
    )


def _heads(words: tuple[tuple[str, int], ...]) -> tuple[PictureHead, ...]:
    return tuple(PictureHead(label, tracks) for label, tracks in words)


def home() -> Picture:
    """Return the strands of Amara's plan."""
    doors, scan, module = (
        "Close the dock door within 3 minutes",
        "Scan every pallet before loading",
        "Finish pharma handling, module 2",
    )
    steps = (
        PictureStep("you", 0, ThreadStep("person", "Amara Okafor", "#", "Night shift", here=True), focus=True),
        PictureStep("doors", 1, ThreadStep("goal", doors, "#", "50% of your plan", status="on_track"), focus=True),
        PictureStep("scan", 1, ThreadStep("goal", scan, "#", "30% of your plan", status="at_risk")),
        PictureStep("module", 1, ThreadStep("goal", module, "#", "20% · due 30 Nov", status="on_track")),
        PictureStep(
            "warm",
            2,
            ThreadStep("okr", "No pallet waits in the warm", "#", "Rotterdam nights", status="on_track"),
            focus=True,
        ),
        PictureStep("right", 2, ThreadStep("okr", "Load right first time", "#", "Rotterdam nights", status="at_risk")),
        PictureStep(
            "P1",
            3,
            ThreadStep("objective", "Keep the cold chain unbroken", "#", "40% · P1", status="off_track"),
            focus=True,
        ),
        PictureStep(
            "P3",
            3,
            ThreadStep(
                "objective", "Use 20% less energy per pallet", "#", "10% · P3", status="at_risk", caveat="estimate"
            ),
        ),
        PictureStep("P2", 3, ThreadStep("objective", "Load right first time", "#", "30% · P2", status="on_track")),
        PictureStep(
            "L1", 3, ThreadStep("objective", "Train every hub in pharma handling", "#", "20% · L1", status="on_track")
        ),
        PictureStep("process", 4, ThreadStep("perspective", "Process", "#", "80% of your plan"), focus=True),
        PictureStep("learning", 4, ThreadStep("perspective", "Learning & growth", "#", "20%")),
        PictureStep(
            "vision",
            5,
            ThreadStep(
                "vision", "Food and medicine arrive at the right temperature, every time", "#", "Norrvik, by 2028"
            ),
            focus=True,
        ),
    )
    shares = (
        ("you", "doors", 0.5, True), ("you", "scan", 0.3, False), ("you", "module", 0.2, False),
        ("doors", "warm", 0.5, True), ("scan", "right", 0.3, False), ("module", "L1", 0.2, False),
        ("warm", "P1", 0.4, True), ("warm", "P3", 0.1, False), ("right", "P2", 0.3, False),
        ("P1", "process", 0.4, True), ("P3", "process", 0.1, False), ("P2", "process", 0.3, False),
        ("L1", "learning", 0.2, False), ("process", "vision", 0.8, True), ("learning", "vision", 0.2, False),
    )  # fmt: skip
    strands = tuple(Strand(source, target, share, focus=focus) for source, target, share, focus in shares)
    return Picture(_heads(HOME_HEADS), steps, strands, _("Amara's line of sight"))


def unit() -> Picture:
    """Return boxes with shares beside their strands, a dotted one and two that stop."""
    rows = (
        ("door", 0, "goal", "Close the dock door in 3 min", "Amara Okafor and 5 more", "on_track"),
        ("coach", 0, "goal", "Coach two new shift leads", "Joost van der Meer", "on_track"),
        ("excel", 0, "goal", "Learn Excel pivot tables", "Mateus Silva", "on_track"),
        ("warm", 1, "okr", "No pallet waits in the warm", "Rotterdam nights · 61%", "on_track"),
        ("lead", 1, "okr", "A trained lead on every shift", "All shifts · 55%", "on_track"),
        ("room", 1, "okr", "Renew the break room", "Rotterdam days · 40%", "at_risk"),
        ("dwell", 2, "okr", "Halve dwell time at the docks", "Rotterdam hub · 47%", "on_track"),
        ("P1", 3, "objective", "P1 Keep the cold chain unbroken", "12% of strategy", "off_track"),
        ("P3", 3, "objective", "P3 Use 20% less energy", "8%", "at_risk"),
        ("L1", 3, "objective", "L1 Train every hub", "7%", "on_track"),
    )
    steps = [
        PictureStep(key, column, ThreadStep(shape, name, "#", note, status=status), focus=key in {"door", "warm", "P1"})  # type: ignore[arg-type]
        for key, column, shape, name, note, status in rows
    ]
    stops = [
        PictureStep(f"{key}-stops", column, ThreadStep("stops", _("Stops here")))
        for key, column in (("excel", 1), ("room", 2))
    ]
    strands = (
        Strand("door", "warm", 1.0, focus=True), Strand("coach", "warm", 0.4, label="40%"),
        Strand("coach", "lead", 0.6, label="60%"),
        Strand("warm", "dwell", 0.8, focus=True, label="80%"), Strand("warm", "P3", 0.2, label="20%"),
        Strand("lead", "L1", 1.0),
        Strand("lead", "dwell", kind="supports"), Strand("dwell", "P1", 1.0, focus=True),
        Strand("excel", "excel-stops", kind="stops"), Strand("room", "room-stops", kind="stops"),
    )  # fmt: skip
    return Picture(_heads(UNIT_HEADS), (*steps, *stops), strands, _("Alignment of a hub"), cards=True)


def odd() -> Picture:
    """Return what is seldom: a step that is not open, very long words, a goal without a way on."""
    long = "Temperaturüberwachungsverantwortlichkeit in allen Lagern und Umschlagplätzen stärken"
    steps = (
        PictureStep(
            "you",
            0,
            ThreadStep(
                "person", "Wolfeschlegelsteinhausenbergerdorff-Nakamura", "#", "Nachtschichtverantwortung", here=True
            ),
            focus=True,
        ),
        PictureStep(
            "long",
            1,
            ThreadStep("goal", long, "#", "99% of your plan", status="at_risk", caveat="disputed"),
            focus=True,
        ),
        PictureStep("small", 1, ThreadStep("goal", "Tidy up", "#", "1% of your plan", status="no_data")),
        PictureStep("closed", 3, ThreadStep("okr", "", closed=True, note="99%"), focus=True),
        PictureStep("stops", 2, ThreadStep("stops", _("Stops here"))),
    )
    strands = (
        Strand("you", "long", 0.99, focus=True), Strand("you", "small", 0.01),
        Strand("long", "closed", 0.99, focus=True), Strand("small", "stops", kind="stops"),
    )  # fmt: skip
    return Picture(_heads((*HOME_HEADS[:3], ("Company objective", 11))), steps, strands)
