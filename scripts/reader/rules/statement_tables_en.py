"""English words that say the opposite, the same or something else, and words that no noun phrase has."""

from __future__ import annotations

import re

from reader.rules.statement_tables import both_ways, one_way

EN_OPPOSITES = both_ways("""increase decrease|increases decreases|increased decreased|more fewer|higher lower|highest lowest
largest smallest|before after|enable disable|enabled disabled|enables disables|allow prevent|allows prevents
allowed forbidden|must need not|always never|add remove|added removed|adds removes|open close|import export|imported exported
show hide|shows hides|include exclude|includes excludes|included excluded|first last|maximum minimum|above below
greater less|longer shorter|faster slower|positive negative|valid invalid|required optional|all none|true false|start stop
starts stops|upload download|internal external|available unavailable|can cannot|is isn't|are aren't|will won't|was wasn't
were weren't|does doesn't|supported unsupported|sent received|send receive|buy sell|left right|ascending descending
accept reject|accepted rejected|incoming outgoing|active inactive|manual automatic|manually automatically|earlier later
public private|synchronous asynchronous|credit debit|customer vendor|customers vendors|read write|online offline""")
EN_DENIED = {
    "cannot": "can", "can't": "can", "isn't": "is", "aren't": "are", "won't": "will", "doesn't": "does",
    "don't": "do", "didn't": "did", "wasn't": "was", "without": "with", "never": "always", "not": "",
}  # fmt: skip
EN_SAME = one_way("""use utilize|using by means of|for~example for instance|however still|delete remove
show display|shows displays|displays shows|choose select|select choose|select pick|whenever every time
several multiple|many numerous|about regarding|immediately right away|contains includes|contain include
because since|ensure make sure|ensures makes sure|allows lets|obtain get|modify change|modified changed|modify edit
begin start|begins starts|start begin|view look at|set~up configure|require need|requires needs|required needed
automatically without manual action|currently at present|cannot can't|can't cannot|isn't is not|aren't are not|doesn't does not
don't do not|won't will not|is~not isn't|does~not doesn't|are~not aren't|do~not don't|only solely|specify indicate
specifies indicates|specific particular|prior~to before|once as soon as|additional extra|determine work out|enter type
entire whole|various different|each every|run execute|runs executes|information details|purchase buy|via through|fix repair""")
EN_RELATION = one_way("""before after|because although|if unless|when unless|instead~of in addition to|create delete|creates deletes
created deleted|updates deletes|update delete|send receive|sends receives|calls ignores|call ignore|returns discards|return discard
some all|many all|most all|may must|can must|should never|might always|sometimes always|usually never|requires ignores|replaces duplicates
copied moved|copy move|contains lacks|contain lack|select skip|specify ignore|save discard|saved discarded|improve worsen|improves worsens
pay refund|paid refunded|buyer seller|print hide|view delete|edit delete|sort shuffle|merge split|assign withdraw|approve reject""")
EN_STOP = frozenset(
    "a an the this that these those each every your our their its his her my and or but nor of to in on at by for from"
    " with without into onto over under about as than if when while where which who whom whose what how why because"
    " is are was were be been being am has have had do does did can could may might must shall should will would not"
    " no it you we they he she i there here so then also only just before after until since between through during"
    " using used use uses contains contain includes include creates create returns return calls call shows show select"
    " selects click enter enters provides provide allows allow lets let enables enable sends send gets get sets set"
    " makes make needs need requires require runs run opens open uses appears appear displays display specifies specify"
    " see view add adds applies apply determines determine represents represent replaces replace changes change"
    " automatically always never both all any some more most such via per within across against like instead"
    " becomes become happens occurs works works stored available required based created associated assigned".split()
)
EN_NO_SWAP = re.compile(
    r"^\s*(?:(?:and|or|,|of|as|is|are|and/or|plus|equals?|\(|like|than|same|between|with)\s*)+$"
    r"|\b(?:and|or|between|same|both|such as|like|equals?|called|known as|means|either)\b|[/(){}\[\]]"
)
MONTHS = (
    "January February March April May June July August September October November December"
).split()
