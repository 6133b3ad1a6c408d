"""The words that hold a concern for the safeguarding leads. Plain lists, to be read and added to.

A phrase is found whatever its capitals, dashes and apostrophes, and only at the beginning of
a word. A star stands for any ending: "bruis*" finds bruise, bruises and bruising. Finding too
much costs a safeguarding lead half a minute; finding too little may cost a child more. What is
no harm, though it has such a word, is in innocent_words.py; sentences of both kinds are in the tests.
"""

from concerns.innocent_words import WHOM, WHOSE, each_of

SELF_HARM = (
    "self harm*", "selfharm*", "hurt* himself", "hurt* herself", "hurt* themsel*", "hurt* myself", "harm* himself",
    "harm* herself", "harm* themsel*", "harm* myself", "cut* himself", "cut* herself", "cut* themsel*", "cut* myself",
    "cut* on his arm*", "cut* on her arm*", "cut* on their arm*", "cut* on his leg*", "cut* on her leg*",
    "scratch* himself", "scratch* herself", "scratch* myself", "pull* out her hair", "pull* out his hair", "bang* his head",
    "bang* her head", "bang* my head", "overdose*", "took tablets", "taken tablets", "suicid*", "kill myself",
    "kill himself", "kill herself", "kill themsel*", "want* to die", "wish* i was dead", "wish* he was dead",
    "wish* she was dead", "wish* i was never born", "better off dead", "better off without me", "not want to be here",
    "dont want to be here", "not want to live", "dont want to live", "end it all", "disappear forever", "cut* her arm*",
    "cut* his arm*", "cut* their arm*", "cut* my arm*", "cut* her leg*", "cut* his leg*", "cut* my leg*", "cut* her wrist*",
    "cut* his wrist*", "cut* my wrist*", "hang* himself", "hang* herself", "hang* myself", "strangl*", "ligature*",
    "noose*", "overdosing", "took * pills", "taken * pills", "took * tablets", "taken * tablets", "took pills",
    "taken pills", "drank bleach", "drink* bleach", "blade*", "suicde", "sucid*", "end* his life", "end* her life",
    "end* my life", "end* their life", "tak* his own life", "tak* her own life", "tak* my own life",
    "doesnt want to be here", "doesnt want to be alive", "dont want to be alive", "not want to be alive",
    "doesnt want to live", "want* to be dead", "wish* they were dead", "would miss me if", "would miss him if",
    "would miss her if", "cut* on her wrist*", "cut* on his wrist*", "cut* on their wrist*", "cut* on her thigh*",
    "cut* on his thigh*", "been cutting", "started cutting", "cutting again", "bite* his hand*", "bite* her hand*",
    "bites himself", "bites herself", "biting himself", "biting herself", "pull* out her eyelashes",
    "pull* out his eyelashes", "hit* himself", "hit* herself", "punch* himself", "punch* herself", "cord round",
    "cord around", "rope round", "rope around", "string round his neck", "string round her neck", "belt round his neck",
    "belt round her neck", "swallow* a battery", "swallow* batteries", "swallow* magnet*", "swallow* bleach",
    "swallow* pills", "swallow* tablets", "too many tablets", "too many pills", "and not wake up", "never wake up",
    "not wake up again", "want* to go to heaven", "want* to be in heaven", "want* to be with * in heaven",
    "want* to be with * * in heaven", "nobody would care if", "no one would care if", "nobody would miss",
    "no one would miss", "would not be missed", "wants to die", "wanting to die", "kill* himself", "kill* herself",
    "kill* myself", "jump* off a bridge", "jump* out of the window",
    "jump* off the roof", "hang yourself", "kill yourself", "hate* myself", "hate* himself", "hate* herself", "i should die",
    "i should be dead", "want* to disappear", "cuts up her arm*", "cuts up his arm*", "cuts all up", "cuts all over",
    *each_of(("kill*", "hurt*", "harm*", "cut*", "hit*"), ("my self", "him self", "her self", "them selves")),
    *each_of(("a lot of", "lots of", "too much", "all the", "a packet of", "a whole packet of"), ("paracetamol", "calpol", "ibuprofen")),
)  # fmt: skip

INJURY = (
    "injur*", "bruis*", "black eye*", "burn mark*", "burnt", "burned", "scald*", "bite mark*", "fractur*", "broken arm",
    "broken leg", "broken wrist", "swollen", "swelling", "bleed*", "blood", "split lip", "fat lip", "hand mark*",
    "finger mark*", "slap mark*", "red mark*", "mark* on his", "mark* on her", "mark* on their", "welt*", "wound*", "limp",
    "limps", "limped", "limping", "in pain when", "hurts when", "sore when", "black and blue", "bruse*", "cigarette burn*",
    "belt mark*", "grip mark*", "scars", "scarred", "knocked out", "unconscious", "concuss*", "lump on his head",
    "lump on her head", "a burn on", "burn on his", "burn on her", "burns on", "covered in bites", "bites on",
    "bite on his", "bite on her", "lip is split", "split her lip", "split his lip", "broken nose", "broken rib*",
    "broken finger", "broken collar*", "broken jaw", "broken foot", "broken ankle", "broken elbow", "bump on her forehead",
    "bump on his forehead", "bump on her face", "bump on his face", "sore down there", "hurts down there", "sore between",
    "hardly walk", "barely walk", "cannot walk", "cant walk", "hurts to walk", "hurts to sit", "sore bottom",
    "bottom is sore", "bottom was sore", "missing hair", "clump* of hair", "dog bit", "bitten by", "flinch*", "cower*",
    "bruz*", "lip was split", "sit down because", "sit because it hurts",
    *each_of(("mark*", "bruise*"), ("round", "around"), WHOSE, ("neck", "throat", "wrist*", "ankle*", "eye*", "mouth")),
    *each_of(("broke", "broken", "breaks"), WHOSE, ("arm", "leg", "wrist", "ankle", "nose", "jaw", "finger", "collar bone", "elbow")),
    *each_of("cut* on", WHOSE, ("face", "cheek", "head", "forehead", "lip", "chin", "eye*", "neck", "back", "hand*")),
)  # fmt: skip

# What an adult at home is said to have done, or was done by one, whoever says it. Between children it is told apart by a person.
ADULTS = (
    "dad", "daddy", "father", "mum", "mummy", "mother", "step*", "boyfriend", "girlfriend", "partner", "uncle", "auntie",
    "aunt", "grandad", "grandpa", "grandma", "nan", "nanny", "carer",
)  # fmt: skip
HARM = (
    "hit*", "hurt*", "punch*", "slap*", "smack*", "kick*", "beat*", "chok*", "shak*", "shook", "touch*", "lock*",
    "threaten*", "push*", "shov*", "grab*", "drag*", "pinch*", "throw*", "threw", "thrown", "bit him", "bit her", "bit me",
    "bit them", "bites him", "bites her", "bites me", "spat", "spit* at", "pull* him", "pull* her", "pull* his", "pull* me",
    "pull* my", "pull* them", "twist* his arm*", "twist* her arm*", "twist* my arm*", "squeez* his neck",
    "squeez* her neck", "squeez* my neck", "squeez* his throat", "squeez* her throat", "scream* at him", "scream* at her",
    "scream* at me", "scream* at them", "scream* at us", "scream* at mum*", "scream* at dad*", "swear* at", "swore at",
    "break* things", "broke things", "broke mum*", "smash*", "burn* him", "burn* her", "burn* me", "burn* them",
    "burnt him", "burnt her", "burnt me", "stamp* on", "strangl*", "stab*", "whip* him", "whip* her", "whip* me", "belted",
    "shout* at mum*", "shout* at dad*", "call* him names", "call* her names", "leave* him alone", "leave* her alone",
    "leave* them alone", "leave* me alone", "leaves us alone", "left him alone", "left her alone", "left them alone",
    "drinks every night", "drinks every day", "drink* too much", "drinking again", "take* drugs", "smok* drugs",
    "starv* him", "starv* her", "starv* them", "starv* me",
    "smak*", "wallop*", "spank*", "broke the door", "chuck* * at", "chuck* * * at",
    *each_of(("whack*", "wack*", "thump*", "clout*", "chuck*"), WHOM),
)  # fmt: skip
BETWEEN = (
    "has", "had", "have", "always", "sometimes", "often", "usually", "just", "then", "and", "also", "again", "keep*",
    "kept", "once", "who", "really", "will", "would", "might", "did", "he", "she", "they", "started", "was", "is", "got",
)  # fmt: skip

# What adults hit with. A ruler in the line is for those who were there.
WITH = each_of(
    ("a", "the", "his", "her"),
    ("belt", "slipper", "cane", "cable", "wooden spoon", "shoe", "brush", "broom", "lead", "bat"),
)

DISCLOSURE = (
    "get* hit", "disclos*", "hit* me", "hurt* me", "kick* me", "slap* me", "smack* me", "punch* me", "beat* me", "chok* me",
    "push* me down", "lock* me in", "lock* me out", "touch* me", "touch* my", "touch* private*", "private parts",
    "kiss* me", "took my clothes off", "take my clothes off", "naked", "nude*", "photo of my body", "pictures of my body",
    "keep it a secret", "our secret", "a secret", "not to tell", "dont tell", "not allowed to tell",
    "get in trouble if i tell", "scared to go home", "frightened to go home", "afraid to go home", "not want to go home",
    "dont want to go home", "left me on my own", "left on my own", "left home alone", "home alone", "no food at home",
    "nothing to eat at home", "has not eaten since", "drunk", "on drugs", "took drugs", "weapon*", "knife", "gang",
    "run away from home", "running away", "police came", "domestic abuse", "domestic violence", "sexual*", "abus*",
    "neglect*", "genital mutilation", "fgm", "forced marriage", "radicalis*", "extremis*", "hurt* at home", "hit at home",
    "come* in my room", "came in my room", "come* into my room", "came into my room", "in my bed", "in her bed with her",
    "in his bed with him", "doesnt want to go home", "didnt want to go home", "rape*", "rapist*", "molest*", "grooming",
    "groomed", "sent photos", "sends photos", "sending photos", "sent pictures", "sending pictures", "man online",
    "stranger online", "sleep* in the car", "no food in the house", "dirty clothes", "a good hiding", "a hiding", "a smack",
    "a slap", "a beating", "a belting", "a thump", "clip* round the ear", "get* the belt", "got the belt",
    "gave * the belt", "give* * the belt", "get* the slipper", "got the slipper",
    "no clothes on", "without clothes", "without any clothes", "willy", "penis", "vagina", "privates", "pants down",
    "knickers down", "trousers down", "down his trousers", "down her trousers", "down his pants", "down her pants",
    "hand* in his pants", "hand* in her pants", "hand* down his", "hand* down her", "on top of me", "on top of him",
    "on top of her", "humping", "humped", "on top of another boy", "on top of another girl", "on top of another child",
    "rub* himself", "rub* herself", "sex", "porn*", "make* me do things", "make* him do things", "make* her do things",
    "make* me touch", "make* him touch", "make* her touch", "send him a photo", "send him photos", "send her photos",
    "send a picture of", "keep it secret", "keep a secret", "do not tell", "not allowed to say", "get hurt if",
    "touch* her down", "touch* him down", "story changes", "story has changed", "story keeps changing", "changes his story",
    "changes her story", "not feel safe", "dont feel safe", "doesnt feel safe", "didnt feel safe", "never feels safe",
    "unsafe at home", "not safe at home", "scared at home", "scared of him", "scared of a man", "scared of the man",
    "frightened of him", "frightened of the man", "scared of a boy", "hurts mummy", "hurts mum", "mum and dad fight*",
    "dad and mum fight*", "parents fight*", "mum and dad were fighting", "mum and dad hit", "fight* at home",
    "fighting and shouting", "shouting and fighting", "arrested", "then the police", "police were at",
    "police at the house", "police at home", "police have been", "police took", "police had to", "police called",
    "called the police", "rang the police", "phoned the police", "in prison", "to prison", "from prison", "out of prison",
    "in jail", "to jail", "sleep* on the floor", "slept on the floor", "no heating", "has no bed", "no bed to sleep",
    "no bed of", "no food in", "and no food", "has no food", "there is no food", "there was no food", "same clothes every",
    "same clothes all", "same clothes again", "in the same clothes", "the same clothes", "no electric*", "no hot water",
    "not had any food", "not had any tea", "not had any dinner", "not had any breakfast or", "hungry and dirty",
    "dirty and hungry", "smell* of wee", "smell* of urine", "unwashed", "not washed for", "nits for", "hide* food",
    "hid food", "hiding food", "hoard* food", "begging for food", "not been fed", "not been given food", "food from the bin", "left alone", "left by himself",
    "left by herself", "left by themsel*", "left on his own", "left on her own", "left on their own", "left home by",
    "on his own at night", "on her own at night", "on their own at night", "alone at night", "by himself at night",
    "by herself at night", "take* drugs", "taking drugs", "smok* weed", "weed at home", "cannabis", "cocaine", "heroin",
    "needles at home", "needles in the", "found needles", "syringe*", "has a gun", "got a gun", "have a gun", "real gun*",
    "two phones", "county lines", "drug dealer*", "be cut abroad", "abroad to be cut", "away to be cut", "taken to be cut",
    "cut down there", "circumcis*", "be married abroad", "holiday to be married", "abroad to be married", "made to marry",
    "forced to marry", "have to marry", "white power", "jihad*",
    "with nothing on", "cutting ceremony", "be wed to", "marry her cousin", "marry his cousin", "married to her cousin",
    "married to his cousin", "secret cuddle*", "secret touch*", "special cuddle*", "where i do not like", "where i dont like",
    "followed her home", "followed him home", "followed me home", "beaten with", "living in the car", "living in a car",
    "liv* in their car", "all night on her own", "all night on his own", "all night on their own",
    *each_of(("will kill", "would kill", "going to kill", "gonna kill", "threatened to kill"), (*WHOM, "mum*", "dad*", "you")),
    "into my bed", "into her bed at night", "into his bed at night",
    *each_of("hit by", WITH),
    *each_of(("scared", "frightened", "afraid", "terrified"), "of", ("", "my", "his", "her", "their"), ADULTS),
    *each_of(("get*", "got", "was", "is", "been"), ("smacked", "slapped", "whipped", "belted", "caned", "choked", "beaten up", "beaten with")),
    *each_of(("will not", "wont", "would not", "wouldnt", "not want to"), "say", ("who", "how", "why", "where")),
    *each_of(("not", "didnt", "wont", "never"), ("take", "took"), WHOM, "to", ("hospital", "the doctor", "a doctor", "the dentist")),
    *each_of(("hit*", "beat*", "smack*", "whip*"), (*WHOM, ""), "with", WITH),
    *each_of("left", WHOM, ("alone", "on his own", "on her own", "on their own")),
)  # fmt: skip

WEIGHT = (
    "weight loss", "lost weight", "losing weight", "lost a lot of weight", "weight gain", "gained weight",
    "putting on weight", "much thinner", "very thin", "skinny", "clothes hang off", "not eating", "stopped eating",
    "refus* to eat", "refus* food", "wont eat", "starving", "makes himself sick", "makes herself sick", "make myself sick", "making himself sick", "making herself sick",
    "always hungry", "stealing food", "taking food", "not eaten for", "not eaten since", "hasnt eaten for",
    "hasnt eaten since", "havent eaten for", "too thin", "so thin", "underweight", "sick on purpose", "make* himself sick",
    "make* herself sick", "says she is fat", "says he is fat", "thinks she is fat", "thinks he is fat", "i am fat",
    "im fat", "too fat", "throw* away her lunch", "throw* away his lunch", "throw* her lunch away", "throw* his lunch away",
    "eat* nothing", "eating nothing", "wont eat anything",
)  # fmt: skip

# Words that judge, and what to write instead. Shown quietly while somebody writes; never in the way.
HINTS = {
    "claimed": "Write “said”. The reader decides what it means.",
    "claims": "Write “says”. The reader decides what it means.",
    "alleged": "Write “said”. The reader decides what it means.",
    "admitted": "Write “said”, and the words.",
    "disclosed": "Write “told me”, and the words.",
    "confessed": "Write “said”, and the words.",
    "lied": "Write what was said, and what you saw.",
    "attention seeking": "Write what they did, not why you think they did it.",
    "attention-seeking": "Write what they did, not why you think they did it.",
    "manipulative": "Write what they did, not why you think they did it.",
    "naughty": "Write what they did.",
    "kicked off": "Write what they did, in order.",
    "meltdown": "Write what they did, in order.",
    "obviously": "Write what you saw. What you think goes in the last box.",
    "clearly": "Write what you saw. What you think goes in the last box.",
}
