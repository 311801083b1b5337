"""The forms of all sentences. They hold no figure of their own: every number comes in by a fact."""

from __future__ import annotations

from collections.abc import Mapping

_BY_MODALITY: Mapping[str, str] = {
    "leading_face": "{who} looks mostly {first} ({share}){then}{when}{peak}.",
    "leading_face_all": "Over all faces, the expression is mostly {first} ({share}){then}{when}{peak}.",
    "leading_voice": "{who} sounds mostly {first} ({share}){then}{when}{peak}.",
    "leading_voice_all": "Over all voices, the sound is mostly {first} ({share}){then}{when}{peak}.",
    "leading_words": "The words of {who} are led by {first} ({share}){then}{when}{peak}.",
    "leading_words_all": "The words are led by {first} ({share}){then}{when}{peak}.",
    "profile_face": "The face of {who}{when}: {items}.",
    "profile_face_all": "All faces{when}: {items}.",
    "profile_voice": "The voice of {who}{when}: {items}.",
    "profile_voice_all": "All voices{when}: {items}.",
    "profile_words": "The words of {who}{when}, the leading labels: {items}.",
    "profile_words_all": "The words{when}, the leading labels: {items}.",
    "share_face": "The face of {who} shows {share} {label}{when}{peak}.",
    "share_face_all": "All faces together show {share} {label}{when}{peak}.",
    "share_voice": "The voice of {who} holds {share} {label}{when}{peak}.",
    "share_voice_all": "All voices together hold {share} {label}{when}{peak}.",
    "share_words": "The words of {who} carry {label} with a probability of {share}{when}{peak}.",
    "share_words_all": "The words carry {label} with a probability of {share}{when}{peak}.",
    "levels_face": "The face of {who}{when}: {items}.",
    "levels_face_all": "All faces{when}: {items}.",
    "levels_voice": "The voice of {who}{when}: {items}.",
    "levels_voice_all": "All voices{when}: {items}.",
    "levels_words": "The words of {who}{when}: {items}.",
    "levels_words_all": "The words{when}: {items}.",
    "moments_face": "In the face of {who}, {what} is {order}{when}:{items}",
    "moments_face_all": "In the faces, {what} is {order}{when}:{items}",
    "moments_voice": "In the voice of {who}, {what} is {order}{when}:{items}",
    "moments_voice_all": "In the voices, {what} is {order}{when}:{items}",
    "moments_words": "In the words of {who}, {what} is {order}{when}:{items}",
    "moments_words_all": "In the words, {what} is {order}{when}:{items}",
    "led_face": "{who} looks mostly {label} for {lasting} of {total}{when} ({share}), first at {first}.",
    "led_face_all": "Taking the faces together, {label} leads for {lasting} of {total}{when} ({share}), "
    "first at {first}.",
    "led_voice": "{who} sounds mostly {label} for {lasting} of {total}{when} ({share}), first at {first}.",
    "led_voice_all": "Taking the voices together, {label} leads for {lasting} of {total}{when} ({share}), "
    "first at {first}.",
    "led_words": "In the words of {who}, {label} leads for {lasting} of {total}{when} ({share}), first at "
    "{first}.",
    "led_words_all": "In the words, {label} leads for {lasting} of {total}{when} ({share}), first at "
    "{first}.",
    "never_led_face": "{who} never looks mostly {label} in the {total} seen{when}.",
    "never_led_face_all": "No face looks mostly {label} in the {total} seen{when}.",
    "never_led_voice": "{who} never sounds mostly {label} in the {total} heard{when}.",
    "never_led_voice_all": "No voice sounds mostly {label} in the {total} heard{when}.",
    "never_led_words": "In the words of {who}, {label} never leads in the {total} heard{when}.",
    "never_led_words_all": "In the words, {label} never leads in the {total} heard{when}.",
    "trend_face": "In the face of {who}, {what} {direction}: {first}{early}, {last}{late}; it looks mostly "
    "{lead_first} first and {lead_last} last.",
    "trend_face_all": "Over all faces, {what} {direction}: {first}{early}, {last}{late}; they look mostly "
    "{lead_first} first and {lead_last} last.",
    "trend_voice": "In the voice of {who}, {what} {direction}: {first}{early}, {last}{late}; it sounds "
    "mostly {lead_first} first and {lead_last} last.",
    "trend_voice_all": "Over all voices, {what} {direction}: {first}{early}, {last}{late}; they sound "
    "mostly {lead_first} first and {lead_last} last.",
    "trend_words": "In the words of {who}, {what} {direction}: {first}{early}, {last}{late}; they are led "
    "by {lead_first} first and {lead_last} last.",
    "trend_words_all": "In the words, {what} {direction}: {first}{early}, {last}{late}; they are led by "
    "{lead_first} first and {lead_last} last.",
    "rank_face": "By the face, {who} shows the {order} {what}{when}: {items}.",
    "rank_voice": "By the voice, {who} shows the {order} {what}{when}: {items}.",
    "rank_words": "By the words, {who} shows the {order} {what}{when}: {items}.",
    "shown_face": "{who} looks mostly {label} then ({share}).",
    "shown_voice": "{who} sounds mostly {label} then ({share}).",
    "shown_words": "The words of {who} are led by {label} then ({share}).",
    "side_face": "looks mostly {label} ({share})",
    "side_voice": "sounds mostly {label} ({share})",
    "side_words": "has words led by {label} ({share})",
    "differ_face": "The faces differ most in {dimension}: {who} {level}, {other} {other_level}.",
    "differ_voice": "The voices differ most in {dimension}: {who} {level}, {other} {other_level}.",
    "margin_face": "For the faces, {first} ({share}) has {clear} over {second} ({other}).",
    "margin_voice": "For the voices, {first} ({share}) has {clear} over {second} ({other}).",
    "margin_words": "For the words, {first} ({share}) has {clear} over {second} ({other}).",
}

_TIMES: Mapping[str, str] = {
    "at": " around {at}",
    "between": " between {start} and {end}",
    "in_sentence": " in {at}",
    "in_sentences": " in {start} to {end}",
    "then": ", then {second} ({other})",
    "strongest": ", strongest at {at} ({share})",
    "moment": "- {at}: {figure}{said}",
    "moment_named": "- {at}: {who}, {figure}{said}",
    "words_there": ", “{quote}”",
    "turns": "The leading emotion changes at {count:moment|moments}:{items}",
    "turns_largest": "The leading emotion changes at {count:moment|moments}; the largest changes:{items}",
    "turn": "- {at}: {who} turns from {before} to {after} ({share_before} to {share_after})",
    "turn_voice": "- {at}: {who} turns by voice from {before} to {after} ({share_before} to {share_after})",
    "no_turns": "There is no clear turning point{when}: no leading emotion gives way to another one for "
    "long.",
    "no_trend": "There is too little of {who} at both ends to speak of a trend.",
    "no_time": "This medium has no course of time, so it has no moments or trends; ask for the emotions in "
    "it.",
    "look_at": "Worth a look:{items}",
    "look_strongest": "- {at}: the strongest expression, {who} (intensity {figure}){said}",
    "look_lowest": "- {at}: the most unpleasant moment, {who} (valence {figure}){said}",
    "look_highest": "- {at}: the most pleasant moment, {who} (valence {figure}){said}",
    "look_apart": "- {at}: the {one} and the {other} of {who} go different ways",
    "nothing_to_see": "Nothing stands out: no face or voice was judged.",
    "beyond": "That is behind the end: the {kind} lasts {lasting}.",
    "beyond_text": "That is behind the end: the text has {count:sentence|sentences}.",
}

_SPEECH: Mapping[str, str] = {
    "said_all": "What is said{who}{when}, {count:stretch|stretches} of speech:{items}",
    "said_first": "What is said{who}{when} is {count:stretch|stretches} of speech; the first of them:{items}",
    "by": " by {who}",
    "line": "- {at} {who}: “{quote}”",
    "line_unclear": "- {at} {who} speaks, but the words were not understood",
    "nothing_said": "Nothing is said{who}{when}.{nearest}",
    "no_speech": "No speech was found, so there is nothing to quote or to measure in it.",
    "sentences": "The text has {count:sentence|sentences}:{items}",
    "sentence": "- {at}: “{quote}”",
    "no_sentences": "The text holds no such sentence.",
    "found": "“{search}” occurs {count:time|times}{who}{when}:{items}",
    "found_first": "“{search}” occurs {count:time|times}{who}{when}; first in:{items}",
    "not_found": "“{search}” does not occur{who}{when} in the words that were understood.",
    "no_causes": "The figures do not say why anybody feels something; they show what came together.",
    "why_at": "The {what} of {who} is highest at {at} ({share}).",
    "ask_why_at": "Name a time, and the answer tells what was said and shown there.",
    "ask_image": "A picture shows one moment only.",
    "said_then": "Said{when}:{items}",
    "silent_then": "Nothing is said{when}.",
    "agreements": "Compared is the speech in which both have a direction, pleasant or unpleasant:{items}",
    "agreement": "- {who}, {one} and {other}: the same direction in {share} of {compared}{apart}",
    "apart": ", the longest stretch apart begins at {at}",
    "agreement_note": "Going different ways is common in speech and no sign of dishonesty.",
    "no_agreement": "There is too little speech in which two of face, voice and words have a clear "
    "direction to compare them.",
    "language": "The speech or text is mostly in the language with the code “{language}”.",
    "no_language": "No language could be told.",
    "prosody": "The voice of {who}{when}: {items}.",
    "prosody_pitch_hz": "a pitch of {value}",
    "prosody_words_per_s": "{value} words per second",
    "prosody_loudness_db": "a loudness of {value} relative to full scale",
    "prosody_pauses": "{count:pause|pauses} within speech ({lasting})",
    "no_prosody": "No voice was measured there.",
}

_PEOPLE: Mapping[str, str] = {
    "faces": "{count:person is|people are} seen: {items}.",
    "no_faces": "No face was found.",
    "seen_person": "{who} ({lasting} on screen, first at {first})",
    "pictured_person": "{who}",
    "speakers": "{count:voice is|voices are} heard: {items}.",
    "heard_person": "{who} ({lasting})",
    "text_has_no_people": "A text has no people to tell apart; ask for its sentences and emotions.",
    "speaking": "{who} speaks most{when}: {items}.",
    "speaking_least": "{who} speaks least{when}: {items}.",
    "speaking_even": "Speaking time is shared evenly{when}: {items}.",
    "speaking_of": "Speaking time{when}: {items}.",
    "speaks": "{who} {lasting} ({share}) in {count:stretch|stretches}",
    "nobody_speaks": "Nobody speaks{when}.",
    "not_heard": "{who} was not heard: no voice is linked to this face.",
    "screen": "On screen: {items}.",
    "on_screen": "{who} {lasting} ({share}), from {first} to {last}",
    "no_faces_at_all": "No face was found, so nobody is on screen.",
    "not_seen": "{who} is heard but not seen: no face is linked to this voice.",
    "rank_even": "By the {modality}, there is no difference in {what} to speak of{when}: {items}.",
    "ranked": "{who} {figure}",
    "only_one": "It is the only one to compare.",
    "nobody_to_rank": "There is nobody to put in order: no face and no voice was found.",
    "nobody_to_compare": "There are no two people to compare.",
    "compare": "Side by side{when}:{items}",
    "compared": "- {who} {items}",
    "compared_nothing": "- {who}: nothing was judged",
    "personality": "{who}, as it appears: {items} (confidence {confidence}).",
    "trait": "{trait} {value}, {meaning}",
    "personality_note": "These are impressions that a face gives on video, not what somebody is like.",
    "no_personality": "Apparent personality has not been asked for yet; it is analysed on request for a "
    "face of a video.",
    "no_personality_of": "Apparent personality has not been analysed for {who}; it is done on request.",
    "personality_of_videos": "Apparent personality is analysed for people in videos only.",
    "person_line": "- {who} looks mostly {label} ({share})",
}

_FIGURES: Mapping[str, str] = {
    "label_share": "{label} {share}",
    "level": "{dimension} {level}, {meaning}",
    "level_not_there": "There is no {dimension} of words: only valence can be told from them.",
    "only_of_words": "“{label}” is scored in words only, and of them there are none to score here.",
    "not_of_words": "“{label}” is scored in faces and voices, not in words.",
    "no_figures": "There are no figures of {who}{when}.",
    "no_face": "No face of {who} is seen{when}.",
    "no_voice": "The voice has no figures for {who}{when}.",
    "no_words": "There are no scored words of {who}{when}.",
    "size_video": "The video “{title}” lasts {lasting}.",
    "size_audio": "The recording “{title}” lasts {lasting}.",
    "size_image": "The picture “{title}” is a single moment.",
    "size_text": "The text has {words:word|words} in {sentences:sentence|sentences}.",
    "video_facts": "It has {frames:frame|frames} of {width} by {height} pixels at {fps} per second; "
    "{analysed} were analysed.",
    "image_facts": "It is {width} by {height} pixels large.",
    "speech_facts": "It holds {segments:stretch|stretches} of speech, {lasting} in all, with "
    "{words:word|words}.",
    "edited": "Corrections made by hand are in effect.",
    "not_edited": "Nothing has been corrected by hand.",
    "face_note": "Note on {who}: “{note}”.",
    "nothing_judged": "No emotion was judged: neither a face nor words nor a voice could be scored.",
    "most_positive": "Most positive is {at} ({figure}): “{quote}”.",
    "most_negative": "Most negative is {at} ({figure}): “{quote}”.",
    "often_unreadable": "{who} cannot be read well in {share} of the frames; take those scores with caution.",
    "sure": "The scores are estimates of what is shown, not of what is felt.",
    "readability": "Frames in which a face cannot be read well: {items}.",
    "unreadable": "{who} {share}",
    "left_out": "Left out: “{note}”",
    "limits": "How the models did on test data stands in their model cards; a narrow lead may turn with "
    "the light, the angle or the sound.",
    "model": "- {job}: `{model}`",
    "models": "These models made the figures:{items}",
    "no_models": "Which models made the figures is not recorded.",
    "analyst": "These answers come from a program without a language model that looks the figures up.",
}

_PLAIN: Mapping[str, str] = {
    "claim_lying": "Whether somebody lies or is sincere cannot be told from this. No expression, voice or "
    "choice of words shows it.",
    "claim_health": "Nothing here says anything about health, and it must not be used to judge it: shown "
    "expressions are no diagnosis. That is for a professional who knows the person.",
    "claim_employment": "These figures are no grounds for a decision about work or school: they say "
    "nothing of ability, and the law bars such use in many places.",
    "claim_worth": "Expressions say nothing about guilt, danger, ability or worth of a person, so there is "
    "no answer to that here.",
    "claim_identity": "Age, sex, origin, belief and the like are not analysed here, on purpose.",
    "claim_inner": "What somebody thinks or intends is not in the figures; they hold only what is shown "
    "and said.",
    "claim_relation": "How people stand to each other is not in the figures; they hold only what is shown "
    "and said.",
    "claim_unmeasured": "That is not measured here. Measured are eight emotions in faces and voices, the "
    "emotions of words, valence, arousal and intensity.",
    "claim_future": "The figures hold what happened in this recording, not what will follow.",
    "instead": "What the data show:",
    "help": "I answer questions about this analysis from its figures: emotions over time and by person, "
    "what was said, turning points, comparisons, agreement of face, voice and words, speaking time, "
    "certainty.",
    "hello": "I am here for questions about this analysis.",
    "foreign": "Sorry, I understand only English. Please ask in English.",
    "not_understood": "I did not understand that as a question about this analysis (only English is "
    "understood).",
    "unclear": "I cannot tell who “{said}” is. There are {items}.",
    "stranger": "I know nobody called “{name}” here. There are {items}.",
    "stranger_nobody": "I know nobody called “{name}” here: nobody is seen or heard.",
    "taken": "(I take “{said}” to be {who}.)",
    "name": "{who}",
    "offer": "You could ask: {items}",
    "offer_summary": "“Summarise it.”",
    "offer_leading": "“What is the dominant emotion?”",
    "offer_person": "“How does {who} feel?”",
    "offer_moments": "“Where are emotions strongest?”",
    "offer_said": "“What is said at the beginning?”",
    "offer_turns": "“When does the mood change?”",
}

FORMS: Mapping[str, str] = {**_BY_MODALITY, **_TIMES, **_SPEECH, **_PEOPLE, **_FIGURES, **_PLAIN}
