"""Given and family names by country, put together by digest; nobody real is meant."""

from typing import Final

GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "SE": ("Anna", "Erik", "Maja", "Lars", "Elin", "Oskar", "Ingrid", "Johan", "Sara", "Nils", "Linn", "Anders", "Ebba", "Gustav",
           "Karin", "Emil", "Sofia", "Viktor", "Hanna", "Magnus", "Åsa", "Fredrik", "Moa", "Björn", "Alva", "Axel", "Amir", "Leila",
           "Yusuf", "Mina", "Ali", "Zahra"),
    "PL": ("Anna", "Piotr", "Katarzyna", "Tomasz", "Agnieszka", "Marek", "Ewa", "Paweł", "Magdalena", "Krzysztof", "Joanna", "Michał",
           "Zofia", "Jakub", "Barbara", "Łukasz", "Aleksandra", "Wojciech", "Małgorzata", "Grzegorz", "Natalia", "Szymon", "Dorota",
           "Adam", "Olena", "Andrij", "Iryna", "Taras", "Oksana", "Dmytro", "Halina", "Stanisław"),
    "NL": ("Sanne", "Bram", "Fleur", "Daan", "Lotte", "Sven", "Noor", "Ruben", "Femke", "Jasper", "Iris", "Tim", "Marit", "Joris",
           "Esra", "Mehmet", "Fatima", "Youssef", "Naomi", "Winston", "Priya", "Ravi", "Chantal", "Kofi"),
    "PT": ("Maria", "João", "Ana", "Rui", "Beatriz", "Tiago", "Inês", "Pedro", "Mariana", "Diogo", "Catarina", "Nuno", "Sofia",
           "André", "Joana", "Miguel", "Carla", "Hugo", "Teresa", "Bruno", "Leonor", "Vasco", "Telma", "Edson"),
    "KE": ("Wanjiru", "Otieno", "Achieng", "Kipchoge", "Grace", "Brian", "Faith", "Kevin", "Mercy", "Dennis", "Njeri", "Peter",
           "Akinyi", "David", "Chebet", "Samuel", "Naliaka", "Joseph", "Wambui", "Hassan", "Amina", "Daniel", "Nafula", "Stephen"),
}  # fmt: skip
FAMILY: Final[dict[str, tuple[str, ...]]] = {
    "SE": ("Andersson", "Lindqvist", "Ekström", "Sjögren", "Hedlund", "Nyberg", "Holmgren", "Berglund", "Sandström", "Wikström",
           "Åberg", "Lundin", "Norén", "Fransson", "Dahl", "Engström", "Blom", "Hellström", "Öberg", "Forslund", "Strand", "Sundin",
           "Lindahl", "Malm", "Rosén", "Hosseini", "Yilmaz", "Salih", "Virtanen", "Korhonen"),
    "PL": ("Nowak", "Kowalczyk", "Wiśniewska", "Wójcik", "Kamiński", "Zieliński", "Szymańska", "Dąbrowski", "Kozłowski", "Jankowski",
           "Mazur", "Krawczyk", "Piotrowski", "Grabowski", "Pawlak", "Michalak", "Nowicka", "Adamczyk", "Dudek", "Zając", "Wieczorek",
           "Król", "Wrona", "Stępień", "Górski", "Rutkowska", "Bondarenko", "Kovalenko", "Shevchuk", "Tkachenko"),
    "NL": ("de Vries", "Jansen", "van Dijk", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "Bos", "Vos", "Peters",
           "Hendriks", "van Leeuwen", "Dekker", "Brouwer", "Yılmaz", "El Amrani", "Sitaram", "Mensah", "da Cruz", "Kaya"),
    "PT": ("Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa", "Rodrigues", "Martins", "Sousa", "Fernandes", "Gonçalves",
           "Gomes", "Lopes", "Marques", "Alves", "Almeida", "Ribeiro", "Pinto", "Carvalho", "Teixeira", "Moura", "Tavares", "Nunes"),
    "KE": ("Kamau", "Otieno", "Mwangi", "Njoroge", "Wanjala", "Kiprono", "Odhiambo", "Mutua", "Kariuki", "Chebet", "Barasa", "Omondi",
           "Kimani", "Wafula", "Rotich", "Ochieng", "Maina", "Musyoka", "Abdi", "Koech", "Githinji", "Nyambura"),
}  # fmt: skip
LANGUAGE: Final = {"SE": "sv", "PL": "pl", "NL": "nl", "PT": "pt", "KE": "en"}
_PLAIN: Final = str.maketrans({
    "å": "a", "ä": "a", "ö": "o", "ø": "o", "é": "e", "è": "e", "ê": "e", "ã": "a", "á": "a", "à": "a", "â": "a", "ç": "c", "í": "i",
    "ó": "o", "õ": "o", "ô": "o", "ú": "u", "ü": "u", "ı": "i", "ą": "a", "ć": "c", "ę": "e", "ł": "l", "ń": "n", "ś": "s", "ź": "z",
    "ż": "z", "'": "",
})  # fmt: skip


def slug(name: str) -> str:
    """Return a name in small plain letters with hyphens: `Inês Carvalho` is `ines-carvalho`."""
    return "-".join(name.lower().translate(_PLAIN).split())


def agreeing(given: str, family: str, country: str) -> str:
    """Return the family name in the form that goes with the given name; Polish -ski and -cki names have two."""
    if country != "PL" or not family.endswith(("ski", "ska", "cki", "cka")):
        return family
    return family[:-1] + ("a" if given.endswith("a") else "i")
