"""What is no harm, though a word of it is in the lists of harm: it is taken out before they are looked for.

Only what is nobody's body and nobody is in, or a knock at play that says itself how it came; aimed at somebody ("kicked
the ball at me") it stays. An explanation makes nothing innocent that is not here word for word: whoever does harm has one.
"""


def each_of(*parts):
    """Every way to say it: one of each of the parts, in their order."""
    said = [""]
    for part in parts:
        said = [f"{begun} {one}".strip() for begun in said for one in ((part,) if isinstance(part, str) else part)]
    return said


WHOM = ("him", "her", "them", "me", "us")
WHOSE = ("his", "her", "their", "my")
SELF = ("himself", "herself", "themself", "themselves", "myself")
_THINGS = {
    "kick*": ("ball", "football", "goal", "penalty", "leaves"),
    "hit*": ("ball", "tennis ball", "golf ball", "road", "gym", "shops", "jackpot", "target", "crossbar", "roof", "nail", "kerb"),
    "beat*": ("egg", "eggs", "drum", "drums", "record", "traffic"),
    "throw*": ("ball", "frisbee", "party", "dart", "darts"),
    "threw": ("ball", "frisbee", "party", "dart", "darts"),
    "push*": ("buggy", "pram", "trolley", "swing", "wheelchair", "button"),
    "grab*": ("coffee", "sandwich", "bite to eat", "takeaway", "coat", "keys", "bag", "phone"),
    "lock*": ("bike", "bikes"),
    "break*": ("record", "news"),
    "broke": ("record", "news"),
    "smash*": ("test", "record"),
}  # fmt: skip
_GAMES = (
    "chess", "cards", "draughts", "uno", "snap", "monopoly", "connect four", "fifa", "mario kart", "minecraft", "tennis",
    "table tennis", "football", "bowling", "pool", "darts", "swimming", "a race", "a game", "the game",
)  # fmt: skip
_SPORTS = (
    "football", "rugby", "netball", "hockey", "cricket", "tennis", "gymnastics", "dance", "ballet", "judo", "karate",
    "swimming", "trampolining", "skating", "pe", "sports day", "the match", "training",
)  # fmt: skip
_TO_CLIMB = ("slide", "swing", "swings", "climbing frame", "monkey bars", "trampoline", "goal post", "goalpost")
_TO_RIDE = (
    "scooter",
    "bike",
    "skateboard",
    "horse",
    "pony",
    "trampoline",
    "climbing frame",
    "slide",
    "swing",
    "monkey bars",
)
_STING = ("wasp sting", "bee sting", "sting", "insect bite", "gnat bite", "mosquito bite", "vaccination", "injection")
_TOYS = ("toy", "pretend", "cardboard", "plastic", "wooden", "lego", "foam", "water", "nerf", "play")
INNOCENT = (
    *(f"{act} {which} {thing}" for act, things in _THINGS.items() for which in ("the", "a", "his", "her") for thing in things),
    *each_of("beat*", WHOM, "at", _GAMES),
    *each_of("mark* on", WHOSE, ("test", "spelling*", "maths", "quiz", "work")),
    *each_of("drunk", WHOSE, ("milk", "water", "juice", "drink")),
    # A knock at play, where it was and how: at the foot of a leg or an arm, or what was bumped once.
    *each_of("swollen", ("foot", "feet", "ankle", "ankles", "toe", "finger", "thumb"), ("after", "from", "since"), _SPORTS),
    *each_of("swollen", ("foot", "ankle", "toe"), "from", ("the", "his", "her", "a"), _TO_RIDE),
    *each_of(("swollen", "swelling", "swelling has gone down"), ("after", "from", "since"), ("a", "the", "his", "her"), _STING),
    *each_of(("swollen", "swelling"), ("glands", "gland", "tonsils", "adenoids")),
    *each_of(("limping", "limped"), ("because of", "from", "in"), ("his", "her", "their", ""), "new", ("shoes", "trainers", "boots")),
    *each_of("hurts when", ("he", "she"), ("runs", "swallows", "coughs", "chews", "jumps")),
    *each_of("sore when", ("he", "she"), ("swallows", "coughs", "chews")),
    *each_of("hurt", SELF, "on", ("the", "a", "his", "her"), (*_TO_CLIMB, "scooter", "bike")),
    *each_of("hurt", SELF, ("at", "in", "playing"), _SPORTS),
    *each_of("hurt", SELF, ("falling off", "when he fell off", "when she fell off"), ("the", "a", "his", "her"), _TO_RIDE),
    *each_of("scratched", SELF, "on", ("a", "the", "some"), ("bramble*", "rose bush", "bush", "hedge", "thorn*", "twig", "branch")),
    *each_of("banged", WHOSE, "head on", ("the", "a"), (*_TO_CLIMB, "door", "shelf", "cupboard", "branch")),
    *each_of("hit by", ("the", "a"), ("ball", "football", "tennis ball", "netball", "swing", "conker", "frisbee")),
    *each_of("knocked out of the", ("cup", "competition", "tournament", "quiz", "spelling bee", "league", "match", "final")),
    # Ways of speaking.
    *each_of("touched by the", ("card", "letter", "news", "kindness", "gift", "present", "flowers", "assembly", "party", "service")),
    *each_of(("throw*", "threw"), WHOM, ("a party", "a surprise party", "the ball", "a ball")),
    *each_of("push* for", ("an", "a", "the"), ("appointment", "assessment", "referral", "diagnosis", "plan", "meeting", "place")),
    *each_of("push*", WHOM, "to", ("try", "practise")),
    *each_of("pull*", WHOM, "out of", ("school", "class", "swimming", "football", "the club", "the trip", "lessons", "nursery")),
    *each_of(_TOYS, ("gun", "guns", "knife", "knives", "weapon*", "sword")),
    *each_of("want to go home from the", ("disco", "party", "club", "trip", "fair", "film", "show", "sleepover")),
    *each_of(("watch*", "film", "films", "played"), "home alone"),  # and not seen: a child may have been
    *each_of("secret", ("garden", "seven", "santa")),
    *each_of("a secret", ("club", "den", "base", "hideout", "code", "mission", "message", "recipe", "ingredient", "passage", "door")),
    *each_of("gang", ("of friends", "of mates", "show")),
    *each_of("police came", ("to talk to year", "into assembly", "to assembly", "to the assembly", "to the fair", "to the fete")),
    *each_of(("bring*", "lay*", "set*", "need*", "with"), "a knife and fork"),
    *each_of("refus* to eat", ("peas", "greens", "vegetables", "broccoli", "carrots", "sprouts", "fruit", "fish", "crusts")),
    *each_of("dirty clothes from", ("forest school", "football", "rugby", "the beach", "the mud", "pe", "camp")),
    *each_of("cutting", ("out", "and sticking", "paper", "shapes", "skills")),
    *each_of("blood", ("test*", "pressure", "sugar", "clot*", "donor*", "orange*", "brother*", "relative*")),
    *each_of("wound* from", ("his", "her", "the"), "operation"),
    *each_of("daddy", ("long legs", "longlegs")),
    *each_of(("cannot", "cant", "cannot yet"), "walk", ("to school", "home", "to and from")),
    *each_of(("insect", "mosquito", "midge", "gnat"), "bite*"),
    *each_of("bitten by", ("a", "an", "some"), ("mosquito*", "midge*", "gnat*", "horsefly", "insect", "tick")),
    *each_of("no food", ("allerg*", "intoleran*", "for the trip", "in class", "in the library")),
    *each_of("took", WHOSE, "tablets", ("at", "before", "after"), ("lunch", "break", "breakfast", "school", "twelve")),
    *each_of(("do not", "dont", "not to"), "tell", ("lies", "tales", "fibs")),
    *each_of("no", ("bed time", "bedtime")),
    *each_of("a slap", ("up meal", "on the back")),
    *each_of(("same", "opposite"), "sex"),
    "shak* hands", "shook hands", "shook her head", "shook his head", "touch* base", "touch* wood", "throw* away the",
    "threw away the", "throw* away old", "threw away old", "knife and fork*", "blade* of grass", "top secret",
    "burnt toast", "take him to the doctor about", "take her to the doctor about", "burn* the toast", "burnt the toast",
    "rapeseed*", "limpet*", "limp lettuce", "want* to be left alone", "beat cancer", "beats cancer", "beating cancer",
    "black eyed peas", "dad joke*", "a hiding place", "hiding places", "cardiac arrest*", "willy wonka", "free willy",
    "fell on top of", "a hit with", "thin skinned", "abuse of power", "nose bleed*", "injury form*", "work injury",
    "same clothes as",
    "shook my hand", "shakes my hand", "chuck* it down", "ribbon cutting ceremony",
    *each_of("refus* to eat", WHOSE, ("peas", "greens", "vegetables", "broccoli", "carrots", "sprouts", "fruit", "fish", "crusts")),
    *each_of("eat* nothing but", ("pasta", "chips", "toast", "bread", "crisps", "rice", "cereal")),
    *each_of("shak*", "with", ("cold", "laughter", "laughing")),
    *each_of("lock*", SELF, "out of the", ("house", "flat", "car")),
    *each_of("cut", SELF, "on", ("a", "the", "some"), ("paper", "card", "piece of paper", "piece of card")),
)  # fmt: skip
AIMED_AT = (
    "me", "us", "him", "her", "them", "my", "his", "their", "our", "mum", "dad", "face", "head", "the wall", "the floor",
    "the door", "the baby", "the dog",
)  # fmt: skip
