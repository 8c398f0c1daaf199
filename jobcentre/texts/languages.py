"""The two languages the service speaks."""

DANISH = "da"
ENGLISH = "en"
LANGUAGES = (DANISH, ENGLISH)


def spoken(language: str) -> str:
    """The language to write in for a wished one: English for English, else Danish."""
    return ENGLISH if language.partition("-")[0].partition("_")[0].lower() == "en" else DANISH
