"""The contract's shapes for audios, with what we add beside them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from emoscope.api.schemas import Failure


class AudioEmotionResponseV2(BaseModel):
    """An accepted upload."""

    id: str = Field(description="Id of the audio (UUID), with which results are fetched.")
    title: str = Field(description="Title given at upload.")
    status: str = Field(description="queue, processing, completed or failed.")
    duration: int = Field(description="Duration in milliseconds, 0 until the file has been decoded.")
    media_source: str = Field(description="Where the file came from; 'upload' for an uploaded file.")
    media_source_url: str = Field(description="The address it came from, empty for an uploaded file.")
    media_source_type: str = Field(description="file, url, or video for the sound of a video.")
    user_id: str = Field(description="Id of the owner (UUID).")
    created_at: str | None = Field(None, description="When the audio was handed in, ISO 8601 in UTC.")


class AudioListItem(AudioEmotionResponseV2):
    """A line of the list of audios."""

    description: str = Field("", description="Description given at upload.")
    language: str = Field("", description="Language of most speech (ISO 639), empty until it is analysed.")
    segment_count: int = Field(0, description="Segments of speech that the analysis found.")
    project_id: str = Field("", description="Id of the project it is in (UUID), empty for none.")
    dominant_emotion: str = Field(
        "",
        description="The leading one of the 8 mean emotions of the voices, as predicted; empty while nothing "
        "is known.",
    )
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class Prosody(BaseModel):
    """How a segment sounds, in physical units."""

    pitch_hz: float | None = Field(
        description="Median fundamental frequency in hertz, null where less than 0.1 s was voiced."
    )
    pitch_low_hz: float | None = Field(description="Its 5th percentile in hertz, null as before.")
    pitch_high_hz: float | None = Field(description="Its 95th percentile in hertz, null as before.")
    voiced_share: float = Field(description="Share of the time with a pitch, 0 to 1.")
    loudness_db: float = Field(
        description="Root mean square of the speech in dB relative to full scale, 0 at most."
    )
    loudness_range_db: float = Field(description="From its 10th to its 95th percentile, in dB.")
    words_per_s: float | None = Field(description="Words by seconds spoken, null without words.")
    pause_ms: int = Field(description="Time within the segment without speech, in milliseconds.")
    pauses: int = Field(description="In how many pauses that is.")


class _Segment(BaseModel):
    """A stretch of one speaker's speech."""

    index: int = Field(description="Place of the segment in order of time, from 0.")
    start_millis: int = Field(description="Where it begins in the source, in milliseconds.")
    end_millis: int = Field(description="Where it ends in the source, in milliseconds.")
    speaker_id: int = Field(description="Number of the speaker, from 0 in order of first speech.")
    name: str = Field(description="The speaker's name, unique in this audio; speaker_N while none is given.")


class SegmentAudioEmotions(_Segment):
    """What is heard in the voice of a segment."""

    emotions: dict[str, float] | None = Field(
        description="Label to share, 8 labels that sum to 1; contempt is not measured in voices and always "
        "0. Null where the voice was not judged."
    )
    max_emotion: dict[str, str | float] | None = Field(
        description="emotion: the label with the largest share; score: that share, 0 to 1; null as before."
    )
    speaker_probability: float = Field(
        description="How likely the voice is this speaker's and nobody else's, 0 to 1."
    )
    channel: int | None = Field(
        description="The channel, from 0, where channels carry different speakers; else null."
    )
    prosody: Prosody | None = Field(
        description="Pitch, loudness, rate and pauses; null where the sound of this place is not measured."
    )
    changed: list[str] = Field(
        description="What was changed by hand: text, times, speaker, or added for a whole segment."
    )
    scores_pending: bool = Field(description="Whether a worker has yet to judge what was changed by hand.")


class SpokenWord(BaseModel):
    """A word of a segment and when it is said."""

    word: str = Field(description="The word with its punctuation.")
    start_millis: int = Field(description="Where it begins in the source, in milliseconds.")
    end_millis: int = Field(description="Where it ends in the source, in milliseconds.")
    probability: float = Field(description="How sure the transcriber is of the word, 0 to 1; not calibrated.")


class SegmentTextEmotions(_Segment):
    """What is said in a segment."""

    segment: str = Field(description="The words; empty where nothing was understood.")
    language: str = Field(description="Language of the words (ISO 639), 'und' where it is unknown.")
    confidence: float | None = Field(
        description="How sure the transcriber is of the words, 0 to 1; null for words written by hand."
    )
    words: list[SpokenWord] = Field(
        description="The words one by one with their times; empty where words or times of the segment were "
        "changed by hand, and where the transcriber tells no times."
    )
    emotions: dict[str, float] | None = Field(
        description="Label to probability, 28 labels, each 0 to 1 by itself; null where words are not judged."
    )
    max_emotion: dict[str, str | float] | None = Field(
        description="emotion: the likeliest label; score: its probability, 0 to 1; null as before."
    )


class Speaker(BaseModel):
    """A voice and the figures of all its segments."""

    speaker_id: int = Field(description="Number of the speaker, from 0 in order of first speech.")
    name: str = Field(description="The speaker's name, unique in this audio; speaker_N while none is given.")
    named: bool = Field(description="Whether the name was given by hand.")
    speaking_ms: int = Field(description="How long the speaker speaks, pauses left out, in milliseconds.")
    segment_count: int = Field(description="How many segments are this speaker's.")
    emotions: dict[str, float] | None = Field(
        description="Mean shares of 8 emotions in the voice, weighted by time; null where none was judged."
    )
    text_emotions: dict[str, float] | None = Field(
        description="Mean probabilities of 28 emotions in the words, weighted by words; null as before."
    )


class Summary(BaseModel):
    """The audio in a few figures."""

    speaker_count: int = Field(description="How many speakers are heard.")
    segment_count: int = Field(description="How many segments of speech there are, on all pages together.")
    speech_ms: int = Field(description="Time in which anybody speaks, in milliseconds.")
    word_count: int = Field(description="Words in the transcript: stretches without white space.")
    language: str = Field(description="Language of most speech (ISO 639), 'und' where it is unknown.")


class Sound(BaseModel):
    """The track that was listened to."""

    container: str = Field(description="FFmpeg's name of the file's format.")
    codec: str = Field(description="FFmpeg's name of the coding.")
    rate_hz: int = Field(description="Samples per second.")
    channels: int = Field(description="How many channels the track has.")
    separate_channels: bool = Field(
        description="Whether channels carry different speakers and were listened to one by one."
    )
    tracks: int = Field(description="How many sound tracks the file has.")
    track: int = Field(description="Which of them this is, from 0.")
    analysed_ms: int = Field(description="How much of it was listened to, in milliseconds.")


class Audio(BaseModel):
    """An audio, where its analysis stands, and what it found."""

    created_at: str | None = Field(None, description="When the audio was handed in, ISO 8601 in UTC.")
    status: str = Field(description="queue, processing, completed or failed.")
    id: str = Field(description="Id of the audio (UUID).")
    model_id: str = Field("", description="Ids of the models behind the results, comma separated.")
    url: str = Field(description="Signed link to the file (of a video's sound: the video), good for an hour.")
    audio_duration: float = Field(description="Duration of the whole file in milliseconds, 0 until decoded.")
    task_completion_status: int | None = Field(
        None, description="Share of the newest analysis that is done, in percent."
    )
    user_id: str = Field(description="Id of the owner (UUID).")
    title: str | None = Field(None, description="Title given at upload.")
    average_audio_emotions: dict[str, float] | None = Field(
        None,
        description="Mean shares of 8 emotions in the voices, weighted by time, contempt (not measured) "
        "being 0; null where none was judged.",
    )
    segment_audio_emotions: list[SegmentAudioEmotions] | None = Field(
        None, description="What is heard, segment by segment; null until it is analysed."
    )
    segment_text_emotions: list[SegmentTextEmotions] | None = Field(
        None, description="What is said, segment by segment; null until it is analysed."
    )
    summary: Summary | None = Field(None, description="A few figures; null until it is analysed.")
    speakers: list[Speaker] | None = Field(
        None, description="Who is heard, in order of speaker_id; null until it is analysed."
    )
    average_text_emotions: dict[str, float] | None = Field(
        None,
        description="Mean probabilities of 28 emotions in the words, weighted by words; null where none was "
        "judged.",
    )
    description: str = Field("", description="Description given at upload.")
    parent_id: str | None = Field(None, description="Id of the video whose sound this is, else null.")
    text_id: str = Field("", description="Id of the text that holds the words, empty where there is none.")
    media_source: str = Field("", description="Where the file came from; 'upload' for an uploaded file.")
    media_source_url: str = Field("", description="The address it came from, empty for an uploaded file.")
    start_millis: int = Field(0, description="Where the analysed part begins, in milliseconds.")
    end_millis: int = Field(0, description="Where it ends, in milliseconds; 0 is the end of the file.")
    speaker_diarization: bool = Field(True, description="Whether speakers are told apart.")
    text_emotion_analysis: bool = Field(True, description="Whether the words are judged.")
    language: str | None = Field(
        None, description="The language that was given (ISO 639), null where it is to be found out."
    )
    min_speakers: int = Field(0, description="At least so many speakers are heard; 0 is no bound.")
    max_speakers: int = Field(0, description="At most so many speakers are heard; 0 is no bound.")
    sound: Sound | None = Field(None, description="The track; null until it is analysed, or unreadable.")
    notes: dict[str, str] = Field(
        default_factory=dict, description="Code to sentence: what was left out, and why."
    )
    models: dict[str, str] = Field(default_factory=dict, description="Job to id of the model that did it.")
    edited: bool = Field(False, description="Whether corrections by hand are in effect.")
    stage: str = Field("", description="What the analysis is doing now.")
    progress: int = Field(0, description="Share of the analysis that is done, in percent.")
    attempts: int = Field(0, description="How often the newest analysis was started.")
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class AudioDeleteResponse(BaseModel):
    id: str = Field(description="Id of the deleted audio.")
    status: str = Field(description="'deleted'.")


class AudioReprocessResponse(BaseModel):
    id: str = Field(description="Id of the audio.")
    status: str = Field(description="queue, processing, completed or failed.")
    message: str = Field(description="What was done.")


class AudioEditResponse(BaseModel):
    title: str | None = Field(None, description="Title of the audio after the edit.")
    description: str | None = Field(None, description="Description of the audio after the edit.")
