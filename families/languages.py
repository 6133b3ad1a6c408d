"""The headings of a summary in the languages families read, beside the English; the words themselves stay English.

No translator has looked at them, and the page on which a summary is read first says so; a child never interprets.
"""

from dataclasses import dataclass

ENGLISH = {
    "our_meeting": "Our meeting",
    "present": "Who was there",
    "strengths": "What is going well",
    "child_view": "What your child says",
    "parents_view": "What you told us",
    "school_sees": "What we have noticed at school",
    "support": "What is in place, and how it is going",
    "in_place": "Help at school now",
    "sessions": "Sessions so far",
    "targets": "What your child is working towards",
    "agencies": "Other people we have asked to help",
    "consents": "What we asked you to agree to",
    "decided": "What we decided",
    "agreed": "What we agreed to do",
    "at_home": "What we agreed for home",
    "next_on": "When we meet again",
    "correct": "Does this look right?",
    "help": "Help to read this",
    "correct_words": "If something is wrong or missing, please tell us. Your words are kept with this summary.",
    "help_words": "Please ask us for an interpreter or for this in another form.",
}


@dataclass(frozen=True)
class Language:
    """One language: its code, its own name, which way it is read, and the headings in it."""

    code: str
    name: str
    own_name: str
    headings: dict
    right_to_left: bool = False

    @property
    def direction(self):
        return "rtl" if self.right_to_left else "ltr"


def _headings(*words):
    return dict(zip(ENGLISH, words, strict=True))


LANGUAGES = (
    Language(
        "pl", "Polish", "Polski",
        _headings(
            "Nasze spotkanie", "Kto był obecny", "Co idzie dobrze", "Co mówi Państwa dziecko", "Co nam Państwo powiedzieli",
            "Co zauważyliśmy w szkole", "Jaka pomoc jest udzielana i jakie daje efekty", "Pomoc w szkole obecnie",
            "Dotychczasowe zajęcia", "Nad czym pracuje Państwa dziecko", "Inne osoby, które poprosiliśmy o pomoc", "O co prosiliśmy Państwa o zgodę",
            "Co postanowiliśmy", "Co uzgodniliśmy", "Co uzgodniliśmy na czas w domu", "Kiedy spotkamy się ponownie",
            "Czy wszystko się zgadza?", "Pomoc w przeczytaniu tego pisma",
            "Jeśli coś jest nie tak lub czegoś brakuje, prosimy nam powiedzieć. Państwa słowa zachowamy razem z tym podsumowaniem.",
            "Prosimy zapytać nas o tłumacza lub o to pismo w innej formie.",
        ),
    ),
    Language(
        "ro", "Romanian", "Română",
        _headings(
            "Întâlnirea noastră", "Cine a fost prezent", "Ce merge bine", "Ce spune copilul dumneavoastră",
            "Ce ne-ați spus", "Ce am observat la școală", "Ce sprijin există și cum merge", "Ajutorul de la școală în prezent",
            "Ședințele de până acum", "Pentru ce lucrează copilul dumneavoastră", "Alte persoane cărora le-am cerut ajutorul", "Pentru ce v-am cerut acordul",
            "Ce am hotărât", "Ce am convenit să facem", "Ce am convenit pentru acasă", "Când ne întâlnim din nou",
            "Este corect ce am scris?", "Ajutor pentru a citi acest document",
            "Dacă ceva este greșit sau lipsește, vă rugăm să ne spuneți. Păstrăm cuvintele dumneavoastră împreună cu acest rezumat.",
            "Vă rugăm să ne cereți un interpret sau acest document într-o altă formă.",
        ),
    ),
    Language(
        "uk", "Ukrainian", "Українська",
        _headings(
            "Наша зустріч", "Хто був присутній", "Що виходить добре", "Що каже ваша дитина", "Що ви нам розповіли",
            "Що ми помітили у школі", "Яка допомога надається і як вона діє", "Допомога у школі зараз", "Заняття досі",
            "Над чим працює ваша дитина", "Кого ще ми попросили допомогти", "На що ми просили вашої згоди", "Що ми вирішили", "Про що ми домовилися",
            "Про що ми домовилися щодо дому", "Коли ми зустрінемося знову", "Чи все тут правильно?",
            "Допомога з читанням цього листа",
            "Якщо щось неправильно або чогось бракує, скажіть нам, будь ласка. Ваші слова ми зберігаємо разом із цим підсумком.",
            "Будь ласка, попросіть у нас перекладача або цей лист в іншій формі.",
        ),
    ),
    Language(
        "ur", "Urdu", "اردو",
        _headings(
            "ہماری ملاقات", "کون موجود تھا", "کیا اچھا چل رہا ہے", "آپ کا بچہ کیا کہتا ہے", "آپ نے ہمیں کیا بتایا",
            "ہم نے اسکول میں کیا دیکھا", "کیا مدد دی جا رہی ہے اور کیسی چل رہی ہے", "اسکول میں اس وقت مدد", "اب تک کی نشستیں",
            "آپ کا بچہ کس چیز پر کام کر رہا ہے", "اور کن لوگوں سے ہم نے مدد مانگی ہے", "ہم نے آپ سے کن باتوں کی اجازت مانگی", "ہم نے کیا فیصلہ کیا",
            "ہم نے کیا کرنے پر اتفاق کیا", "گھر کے لیے ہم نے کس بات پر اتفاق کیا", "ہم دوبارہ کب ملیں گے", "کیا یہ درست ہے؟",
            "اسے پڑھنے میں مدد",
            "اگر کچھ غلط ہے یا رہ گیا ہے تو براہ کرم ہمیں بتائیں۔ آپ کے الفاظ اس خلاصے کے ساتھ رکھے جاتے ہیں۔",
            "براہ کرم ہم سے مترجم مانگیں یا اسے کسی اور شکل میں مانگیں۔",
        ),
        right_to_left=True,
    ),
    Language(
        "ar", "Arabic", "العربية",
        _headings(
            "اجتماعنا", "من كان حاضرًا", "ما الذي يسير على ما يرام", "ماذا يقول طفلكم", "ماذا قلتم لنا",
            "ماذا لاحظنا في المدرسة", "ما الدعم المقدَّم وكيف يسير", "المساعدة في المدرسة الآن", "الجلسات حتى الآن",
            "ما الذي يعمل طفلكم من أجله", "أشخاص آخرون طلبنا منهم المساعدة", "ما الذي طلبنا موافقتكم عليه", "ماذا قررنا", "ماذا اتفقنا أن نفعل",
            "ماذا اتفقنا عليه للبيت", "متى نلتقي مرة أخرى", "هل هذا صحيح؟", "مساعدة في قراءة هذا",
            "إذا كان هناك شيء خطأ أو ناقص فأخبرونا من فضلكم. نحتفظ بكلماتكم مع هذا الملخص.",
            "من فضلكم اطلبوا منا مترجمًا أو هذا الملخص بشكل آخر.",
        ),
        right_to_left=True,
    ),
)  # fmt: skip
BY_WORD = {word.casefold(): one for one in LANGUAGES for word in (one.code, one.name, one.own_name)}


def language_of(contact):
    """The language this adult likes best, if its headings are here; None for English and for every other."""
    words = contact.language.casefold().replace("/", " ").replace(",", " ").split()
    return next((BY_WORD[word] for word in words if word in BY_WORD), None)


def wants_large_print(contact):
    return "large" in contact.format.casefold()
