"""Stems of irregular English forms, which a stemmer by suffix cannot bring to their base."""

from __future__ import annotations

_FORMS = """
become became | begin began begun | break broke broken | bring brought | build built | buy bought | catch caught
choose chose chosen | come came | cost | cut | deal dealt | do did done | draw drew drawn | drive drove driven
eat ate eaten | fall fell fallen | feel felt | fight fought | find found | fly flew flown | forget forgot forgotten
get got gotten | give gave given | go went gone | grow grew grown | hear heard | hide hid hidden | hold held
keep kept | know knew known | lead led | leave left | lend lent | lose lost | make made | mean meant | meet met
pay paid | rise rose risen | run ran | say said | see saw seen | seek sought | sell sold | send sent | shake shook shaken
show shown | shrink shrank shrunk | sit sat | speak spoke spoken | spend spent | spin spun | stand stood | steal stole stolen
stick stuck | strike struck | take took taken | teach taught | tell told | think thought | throw threw thrown
understand understood | wear wore worn | win won | withdraw withdrew withdrawn | write wrote written
person people | child children | man men | woman women | company companies | good better best | bad worse worst
"""


def _stems() -> dict[str, str]:
    import Stemmer

    stem = Stemmer.Stemmer("english").stemWord
    stems: dict[str, str] = {}
    for group in _FORMS.replace("\n", "|").split("|"):
        base, *forms = group.split() or [""]
        stems.update((stem(form), stem(base)) for form in forms if stem(form) != stem(base))
    return stems


BASE_STEMS = _stems()
