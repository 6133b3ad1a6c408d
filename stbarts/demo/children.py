"""The children of the demo school and the adults at home. Every one of them is made up."""

# forename, surname, called, class, year, born on, sex, strengths, sen
CHILDREN = [
    ("Ana-María", "García-López", "", "Oak", "4", "2018-01-14", "F", "Draws maps of everywhere she has been", "N"),
    ("Jonah", "Fairweather", "Joe", "Oak", "4", "2017-11-02", "M", "Kind to the little ones at lunch", "K"),
    ("Amina", "Yusuf", "", "Oak", "4", "2018-03-29", "F", "Reads to anybody who will listen", "N"),
    ("Theodore", "Ashby", "Teddy", "Oak", "4", "2018-06-08", "M", "Builds things that work", "K"),
    ("Isla", "Brook", "", "Oak", "4", "2017-10-19", "F", "Sings in tune and in time", "N"),
    ("Kacper", "Nowak", "", "Oak", "4", "2018-02-11", "M", "Fast, fair, first to shake hands", "N"),
    ("Beatrice", "Holloway", "Bea", "Oak", "4", "2018-05-30", "F", "Notices when somebody is left out", "N"),
    ("Kit", "O'Leary", "", "Willow", "1", "2020-12-01", "M", "Knows every dinosaur there was", "N"),
    ("Mabel", "Thorne", "", "Willow", "1", "2021-01-23", "F", "Brave on the climbing frame", "N"),
    ("Rafael", "Silva", "Rafa", "Willow", "1", "2021-04-17", "M", "Makes the whole table laugh", "K"),
    ("Nina", "Petrenko", "", "Willow", "1", "2020-10-09", "F", "Careful and patient with paint", "N"),
    ("Harvey", "Lock", "", "Willow", "1", "2021-06-26", "M", "Looks after the class snail", "N"),
    ("Zofia", "Dąbrowska", "", "Rowan", "2", "2020-02-21", "F", "Counts in three languages", "N"),
    ("Zuzanna", "Dąbrowska", "Zuzia", "Rowan", "2", "2020-02-21", "F", "Never gives up on a puzzle", "N"),
    ("Elijah", "Mensah", "Eli", "Rowan", "2", "2019-11-15", "M", "Plays the drum for assembly", "E"),
    ("Poppy", "Larkin", "", "Rowan", "2", "2020-07-04", "F", "Writes notes to cheer people up", "N"),
    ("Samir", "Haddad", "", "Rowan", "2", "2020-05-12", "M", "Asks the best questions", "N"),
    ("Florence", "Mayhew", "Flo", "Rowan", "2", "2019-09-30", "F", "Good with animals, all of them", "K"),
    ("Otis", "Wilde", "", "Acorn", "R", "2022-01-30", "M", "Knows all the bin lorry drivers", "N"),
    ("Grace", "Adeyemi", "", "Acorn", "R", "2021-12-12", "F", "Shares without being asked", "N"),
    ("Leo", "Marchetti", "", "Acorn", "R", "2022-03-03", "M", "Tells long, good stories", "N"),
    ("Maryam", "Khan", "", "Acorn", "R", "2021-10-27", "F", "Remembers everybody's name", "N"),
]
LEAVER = ("Ottilie", "Penhaligon", "Ottie", "Oak", "4", "2017-09-30", "F", "Wrote the class a goodbye song", "N")

# by surname: contacts as (name, relationship, responsibility, lives with, phone, order type, receives information)
CONTACTS = {
    "García-López": [
        ("Lucía López", "Mother", "yes", True, "07700 900101", "", True),
        ("Tomás García", "Father", "yes", False, "07700 900102", "arrangements", True),
    ],
    "Fairweather": [("Ruth Fairweather", "Grandmother", "yes", True, "07700 900103", "", True)],
    "Yusuf": [("Hodan Yusuf", "Mother", "yes", True, "07700 900104", "", True)],
    "Ashby": [
        ("Claire Ashby", "Mother", "yes", True, "07700 900105", "protected", True),
        ("Mark Ashby", "Father", "yes", False, "07700 900106", "prohibited", False),
    ],
    "Nowak": [("Ewa Nowak", "Mother", "yes", True, "07700 900107", "", True)],
    "O'Leary": [("Sinéad O'Leary", "Mother", "yes", True, "07700 900108", "", True)],
    "Silva": [("Paulo Silva", "Father", "yes", True, "07700 900109", "", True)],
    "Dąbrowska": [("Marta Dąbrowska", "Mother", "yes", True, "07700 900110", "", True)],
    "Mensah": [("Abena Mensah", "Mother", "yes", True, "07700 900111", "", True)],
    "Mayhew": [("Colin Mayhew", "Father", "unknown", True, "07700 900112", "", True)],
}
