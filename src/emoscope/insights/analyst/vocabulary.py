"""Words beside those of the lexicon: claims not to be made, small words of English and of other "
"languages."""

from __future__ import annotations

from collections.abc import Mapping


def words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAIMS: Mapping[str, str] = {
    "lying": "lying lies lie lied liar liars truth truthful truthfully honest honestly honesty dishonest "
    "deceiving deceptive deception deceive deceitful sincere sincerity insincere fake faking pretending "
    "bluffing hiding",
    "health": "depressed depression depressive autistic autism adhd bipolar schizophrenia schizophrenic "
    "psychotic psychopath psychopathic narcissist narcissistic mental mentally disorder diagnosis diagnose "
    "diagnosed suicidal ptsd dementia ill illness sick trauma traumatised traumatized burnout drunk drugs "
    "symptoms",
    "employment": "hire hiring hired fire fired promote promoted promotion candidate job salary recruit "
    "recruiting recruited qualified unqualified competent competence",
    "worth": "guilty guilt innocent trustworthy untrustworthy dangerous criminal threat suspicious "
    "intelligent intelligence smart stupid clever attractive attractiveness beautiful pretty ugly handsome "
    "iq creditworthy violent terrorist",
    "identity": "old age ethnicity ethnic race nationality gender sex gay lesbian homosexual sexuality "
    "religion religious muslim jewish christian political republican democrat pregnant disabled identity",
    "inner": "think thinks thinking thought thoughts intention intentions intend intends intended mind "
    "motive motives motivation believes secretly",
    "relation": "relationship married couple dating flirting flirt attracted crush friends friendship",
    "unmeasured": "stress stressed attention attentive engaged engagement bored boredom focused "
    "concentrated distracted tired fatigue tense confident confidence persuasive charisma charismatic "
    "empathy empathetic sarcasm sarcastic ironic irony sleepy",
    "future": "will future predict prediction forecast tomorrow going-to",
}
CLAIM_BY_WORD: Mapping[str, str] = {word: kind for kind, words in CLAIMS.items() for word in words.split()}

SMALL_WORDS = words_in(
    "a an the and or but if of to in on at by for with from into onto about as is are was were be been "
    "being am do does did done doing has have had having will would can could should shall may might must "
    "not no nor so too very just also then there here this that these those it its itself he him his "
    "himself she her hers herself they them their theirs themselves i me my mine you your yours we us our "
    "ours one ones two three four five six seven eight nine ten what which who whose whom when where why "
    "how please kindly list give show tell let know want need like get got make made see hear look any "
    "some all both each every other another same such only own again ever never always sometimes often "
    "once now still yet already before after during while until till since between around near within up "
    "down out over under off through across again than more most less least much many few little bit lot "
    "really quite rather actually basically video clip film movie audio recording sound file image picture "
    "photo photograph text document letter medium media minute minutes second seconds hour hours time "
    "times first last next previous half third quarter middle beginning start end ending starting opening "
    "part parts section point points thing things someone something anything everything nothing anyone "
    "everyone man woman guy girl boy lady kid child person wondering wonder curious d s t ll re ve m dont "
    "doesnt didnt isnt arent wasnt werent cant couldnt wouldnt whats whos hows lets im ok okay yes no yeah "
    "hey well right left mostly exactly roughly approximately"
)

PRONOUNS = words_in("he him his she her hers they them their theirs himself herself themselves")
SEVERAL = words_in("they them their theirs themselves")

FOREIGN = words_in(
    "wie ist die der das den dem wer wann wo warum wieso welche welcher welches wieviel sind und oder "
    "nicht ein eine einen ich du er sie es wir ihr mit auf fuer für von zu im am bei nach über sagt gesagt "
    "gefühl gefühle stimmung zeige bitte gibt hat haben wird worüber was quelle quel quels quelles est "
    "sont qui quand où pourquoi comment combien le la les un une des et ou dans avec pour sur elle il nous "
    "vous je tu que dit qué que cuál cual quién quien cuándo cuando dónde donde por cómo como cuánto está "
    "están el los las una y o en con para ella nosotros ellos dice qual quais quem quando onde porque como "
    "quanto são é não uma os as com ela ele che cosa chi dove perché come quanto sono della dello gli nel "
    "per lui lei wat wie waar waarom hoe welke zijn een het van en niet jaka jakie kto kiedy gdzie "
    "dlaczego jest jak vad vem när var varför hur är och"
)
