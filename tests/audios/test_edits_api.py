"""Corrections of transcripts over HTTP: each operation, what it refuses, and what then shows it."""

from __future__ import annotations

import pytest

from audios.made_up import TALK, AudioStore, Talk
from emoscope.domain.audio import UNKNOWN_LANGUAGE


@pytest.fixture
def spoken(client, sessions, settings) -> Talk:
    return Talk(client, AudioStore(sessions, settings.data_dir, "ada@example.org"))


def refused(reply, status: int, code: str) -> str:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    return reply.json()["detail"]


def test_corrected_words_are_shown_at_once_and_judged_by_a_worker(spoken, run_jobs):
    before = spoken.document()
    reply = spoken.correct((4000.2, 7999.6, 1, "  I hate\nthis  place! "))
    assert reply.json() == [
        {"start_millis": 4000, "end_millis": 8000, "segment": "I hate this place!", "speaker_id": 1}
    ]
    waiting = spoken.document()
    said, heard = waiting["segment_text_emotions"][1], waiting["segment_audio_emotions"][1]
    assert (said["segment"], said["emotions"], said["confidence"]) == ("I hate this place!", None, None)
    assert (said["language"], heard["changed"], heard["scores_pending"]) == (UNKNOWN_LANGUAGE, ["text"], True)
    assert (waiting["edited"], waiting["status"]) == (True, "completed")
    assert heard["emotions"] == before["segment_audio_emotions"][1]["emotions"]
    assert run_jobs() == 1
    done = spoken.document()
    said = done["segment_text_emotions"][1]
    assert said["max_emotion"]["emotion"] in {"anger", "annoyance", "disgust", "disapproval"}
    assert said["language"] == "en"
    assert done["segment_audio_emotions"][1]["scores_pending"] is False
    assert [one for one in done["segment_text_emotions"] if one["index"] != 1] == [
        one for one in before["segment_text_emotions"] if one["index"] != 1
    ]
    assert done["average_text_emotions"]["love"] < before["average_text_emotions"]["love"]
    assert spoken.table()[1]["text"] == "I hate this place!"
    words = spoken.client.get(f"/v1/texts/{done['text_id']}").json()
    assert words["text"].splitlines()[1] == "I hate this place!"
    assert (words["status"], words["sentence_count"]) == ("completed", 5)


def test_segments_that_are_refused_change_nothing(spoken):
    fine = (4000, 8000, 1, "Changed.")
    for part, code in [
        ((0, 0, 0, "x"), "bad_edit"),
        ((5000, 4000, 0, "x"), "bad_edit"),
        ((0.2, 0.4, 0, "x"), "bad_edit"),
        ((20_000, 20_500, 0, "x"), "bad_edit"),
        ((19_000, 21_001, 0, "x"), "bad_edit"),
        ((0, 1000, -1, "x"), "bad_edit"),
        ((0, 1000, 1000, "x"), "bad_edit"),
        ((0, 1000, 0, "x" * 10_001), "bad_edit"),
        ((0, 1000, 0, "a\x00b"), "bad_edit"),
        ((0, 1000, 0, "evil \u202e words"), "bad_edit"),
        ((-1, 1000, 0, "x"), "invalid_request"),
        ((0, 1000, 0, None), "invalid_request"),
        ((0, 1000, 0.5, "x"), "invalid_request"),
        (("soon", 1000, 0, "x"), "invalid_request"),
    ]:
        detail = refused(spoken.correct(fine, part), 422, code)
        assert code == "invalid_request" or detail.startswith("Segment 1 of those sent ")
    endless = b'[{"start_millis": 0, "end_millis": 1e999, "segment": "x", "speaker_id": 0}]'
    headers = {"Content-Type": "application/json"}
    reply = spoken.client.put(f"/v1/audios/{spoken.id}/transcript", content=endless, headers=headers)
    refused(reply, 422, "invalid_request")
    assert (spoken.history()["count"], spoken.segments()) == (0, list(TALK))


def test_nothing_sent_and_the_same_sent_twice_are_refused(spoken):
    refused(spoken.correct(), 422, "bad_edit")
    assert "Segments 0 and 1" in refused(spoken.correct((0, 10, 0, "a"), (0, 10.2, 0, "b")), 422, "bad_edit")
    assert spoken.correct(TALK[2]).status_code == 200, "as it is already"
    assert spoken.history()["count"] == 0


def test_segments_are_added_divided_and_given_to_others(spoken):
    spoken.correct((0, 2000, 0, "It was the best"), (2000, 4000, 2, "of times."), (19_200, 20_900, 1, "Bye."))
    assert spoken.segments() == [
        (0, 2000, 0, "It was the best"), (2000, 4000, 2, "of times."), *TALK[1:],
        (19_200, 20_000, 1, "Bye."),
    ]  # fmt: skip
    assert spoken.names() == {0: "speaker_0", 1: "speaker_1", 2: "speaker_2"}
    assert spoken.history()["edits"][0]["summary"] == "Corrected 1 segment, added 2 segments"


def test_a_segment_named_by_its_former_times_is_the_same_however_far_an_edge_moves(spoken):
    start, end, speaker, words = TALK[0]
    moved = (start, start + (end - start) // 10, speaker, words)
    assert spoken.move((start, end), moved).json() == [
        {"start_millis": moved[0], "end_millis": moved[1], "segment": words, "speaker_id": speaker}
    ]
    assert spoken.segments() == [moved, *TALK[1:]]
    assert spoken.history()["edits"][0]["summary"] == "Corrected 1 segment"
    assert spoken.move((moved[0], moved[1]), TALK[0]).status_code == 200
    assert spoken.segments() == list(TALK)
    spoken.step("undo")
    spoken.step("undo")
    assert spoken.segments() == list(TALK)
    spoken.move((1, 2), (start, end, speaker, "Nothing had those times."))
    assert spoken.segments() == [(start, end, speaker, "Nothing had those times."), *TALK[1:]]


def test_a_transcript_is_replaced_by_plain_text(spoken, run_jobs):
    text = (
        "[00:00:00] Ann: I am so grateful.\n[00:00:04] Bo: That is disgusting!\nReally.\n[00:00:16] Ann: Bye."
    )
    reply = spoken.replace(text, format="text")
    assert reply.json() == {
        "id": spoken.id, "status": "processing", "segments_count": 3,
        "speakers": [{"speaker_id": 0, "name": "Ann"}, {"speaker_id": 1, "name": "Bo"}],
    }  # fmt: skip
    assert spoken.segments() == [
        (0, 4000, 0, "I am so grateful."), (4000, 16_000, 1, "That is disgusting! Really."),
        (16_000, 19_000, 0, "Bye."),
    ]  # fmt: skip
    run_jobs()
    document = spoken.document()
    assert [one["max_emotion"]["emotion"] for one in document["segment_text_emotions"]][:2] == [
        "gratitude", "disgust",
    ]  # fmt: skip
    heard = document["segment_audio_emotions"]
    assert [one["scores_pending"] for one in heard] == [False] * 3
    assert all(60 < one["prosody"]["pitch_hz"] < 300 for one in heard[:2])
    assert (document["summary"]["segment_count"], document["summary"]["word_count"]) == (3, 9)
    again = spoken.replace(
        "\n".join(f"[{one}] {words}" for one, words in [("00:00", "Ann: I am so grateful.")])
    )
    assert again.json()["speakers"] == [{"speaker_id": 0, "name": "Ann"}], "known by name"


def test_a_transcript_is_replaced_by_subtitles(spoken):
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Cy>Hello.</v>\n\n00:04.500 --> 00:06.000\nHi.\n"
    assert spoken.replace(vtt).json()["speakers"] == [
        {"speaker_id": 0, "name": "Cy"}, {"speaker_id": 1, "name": "speaker_1"},
    ]  # fmt: skip
    assert spoken.segments() == [(1000, 2000, 0, "Hello."), (4500, 6000, 1, "Hi.")]
    srt = "1\n00:00:01,000 --> 00:00:02,000\nGood-bye.\n"
    assert spoken.replace(srt).json()["segments_count"] == 1
    assert spoken.segments() == [(1000, 2000, 0, "Good-bye.")]
    spoken.step("undo")
    spoken.step("undo")
    assert spoken.segments() == list(TALK)


def test_transcripts_that_are_refused_change_nothing(spoken):
    for body, code, words in [
        ({"transcript": " \n"}, "bad_transcript", "empty"),
        ({"transcript": "Well.\n\n[00:99] x"}, "bad_transcript", "Line 3: "),
        ({"transcript": "Well.\n\n[10:00] x"}, "bad_transcript", "Line 3: "),
        ({"transcript": "a\x00"}, "bad_transcript", "Line 1: "),
        ({"transcript": "x" * 1_000_001}, "bad_transcript", "1000001"),
        ({"transcript": "WEBVTT\n\n00:01 --> 00:02\n<v &#8238;>x"}, "bad_edit", "control"),
        ({"transcript": ""}, "invalid_request", ""),
        ({"transcript": "x", "format": "srt"}, "invalid_request", ""),
        ({}, "invalid_request", ""),
    ]:
        reply = spoken.client.put(f"/v1/audios/{spoken.id}/transcript/replace", json=body)
        detail = refused(reply, 422, code)
        assert words in str(detail)
        if words.startswith("Line"):
            assert reply.json()["line"] == int(words[5:-2])
    assert (spoken.history()["count"], spoken.segments()) == (0, list(TALK))


def test_a_long_transcript_is_told_by_its_length_and_too_many_names_are_refused(spoken):
    text = "\n".join(f"Person {number}: word" for number in range(1001))
    assert "too many" in refused(spoken.replace(text), 422, "bad_edit")
    assert spoken.replace("\n".join(["word"] * 201)).status_code == 200
    (edit,) = spoken.history()["edits"]
    assert (edit["details"]["lines"], edit["summary"]) == (201, "Replaced the transcript by 201 segments")


def test_half_of_a_character_is_no_word(spoken):
    headers = {"Content-Type": "application/json"}
    bodies = {
        "transcript": b'[{"start_millis": 0, "end_millis": 9, "segment": "\\ud800", "speaker_id": 0}]',
        "transcript/replace": b'{"transcript": "\\ud800"}',
        "speakers/names": b'[{"speaker_id": 0, "name": "\\ud800"}]',
    }
    for path, body in bodies.items():
        reply = spoken.client.put(f"/v1/audios/{spoken.id}/{path}", content=body, headers=headers)
        assert reply.status_code == 422, path
    assert spoken.history()["count"] == 0


def test_a_deleted_segment_is_gone_and_the_others_close_up(spoken):
    assert spoken.delete(1).json() == {"id": spoken.id, "segment_id": 1, "message": "Segment 1 deleted."}
    assert spoken.segments() == [TALK[0], *TALK[2:]]
    assert [one["index"] for one in spoken.document()["segment_text_emotions"]] == [0, 1, 2, 3]
    assert [row["segment_index"] for row in spoken.table()] == ["0", "1", "2", "3"]
    assert spoken.delete(1).status_code == 200
    assert spoken.segments() == [TALK[0], TALK[3], TALK[4]]
    refused(spoken.delete(3), 404, "segment_not_found")
    refused(spoken.delete(-1), 404, "segment_not_found")
    refused(spoken.delete(10**12), 404, "segment_not_found")
    refused(spoken.delete("first"), 422, "invalid_request")
    spoken.delete(0)
    spoken.delete(0)
    assert "must remain" in refused(spoken.delete(0), 400, "last_segment")
    assert spoken.segments() == [TALK[4]]


def test_a_name_is_shown_wherever_the_speaker_is(spoken):
    reply = spoken.name((0, " 花子 "), (1, "=SUM(A1)"))
    assert reply.json() == {
        "speakers": [{"speaker_id": 0, "name": "花子"}, {"speaker_id": 1, "name": "=SUM(A1)"}]
    }
    assert spoken.names() == {0: "花子", 1: "=SUM(A1)"}
    assert {one["name"] for one in spoken.document()["segment_audio_emotions"]} == {"花子", "=SUM(A1)"}
    assert {row["speaker"] for row in spoken.table()} == {"花子", "'=SUM(A1)"}
    spoken.name((1, "花子"))
    assert spoken.names() == {0: "花子", 1: "花子 (2)"}


def test_names_that_are_refused_change_nothing(spoken):
    for names, status, code in [
        ([], 422, "bad_edit"), ([(0, "")], 422, "bad_edit"), ([(0, "  ")], 422, "bad_edit"),
        ([(0, "x" * 201)], 422, "bad_edit"), ([(0, "a\nb")], 422, "bad_edit"),
        ([(0, "Ann"), (0, "Bo")], 422, "bad_edit"), ([(0, "Ann"), (9, "Bo")], 404, "speaker_not_found"),
        ([(-1, "Ann")], 404, "speaker_not_found"),
    ]:  # fmt: skip
        assert len(refused(spoken.name(*names), status, code)) > 15
    assert (spoken.history()["count"], spoken.names()) == (0, {0: "speaker_0", 1: "speaker_1"})


def test_merged_speakers_are_one(spoken):
    spoken.name((1, "Bo"))
    assert spoken.merge(0, " 1 ").json() == {"message": "Speaker 1 merged into speaker 0."}
    assert spoken.names() == {0: "Bo"}
    assert spoken.document()["summary"]["speaker_count"] == 1
    assert spoken.name((1, "Cy")).json()["speakers"] == [{"speaker_id": 0, "name": "Cy"}]
    assert spoken.correct((0, 4000, 1, "By nobody else.")).json()[0]["speaker_id"] == 0
    assert "merged into speaker 0" in refused(spoken.merge(0, "1"), 404, "speaker_not_found")
    spoken.step("undo")
    for into, others, status, code in [
        (0, "0", 422, "bad_edit"), (0, " , ", 422, "bad_edit"), (0, "two", 422, "bad_number"),
        (0, "7", 404, "speaker_not_found"), (7, "0", 404, "speaker_not_found"),
    ]:  # fmt: skip
        refused(spoken.merge(into, others), status, code)


def test_undo_and_redo_follow_one_line_and_the_log_forgets_nothing(spoken):
    original = spoken.everything()
    refused(spoken.step("undo"), 409, "nothing_to_undo")
    spoken.name((0, "Ann"))
    spoken.delete(1)
    both = spoken.everything()
    undone = spoken.step("undo").json()
    assert undone["message"] == "Undone: Deleted the segment from 00:00:04.000 to 00:00:08.000"
    assert (undone["edit"]["status"], undone["can_undo"], undone["can_redo"]) == ("undone", True, True)
    spoken.step("undo")
    assert spoken.everything() == original
    spoken.step("redo")
    redone = spoken.step("redo").json()
    assert (redone["edit"]["number"], redone["can_redo"]) == (2, False)
    assert spoken.everything() == both
    refused(spoken.step("redo"), 409, "nothing_to_redo")
    spoken.step("undo")
    spoken.replace("Ann: Hello.")
    refused(spoken.step("redo"), 409, "nothing_to_redo")
    history = spoken.history()
    assert [(edit["number"], edit["kind"], edit["status"]) for edit in history["edits"]] == [
        (8, "replace_transcript", "applied"), (7, "undo", "applied"), (6, "redo", "applied"),
        (5, "redo", "applied"), (4, "undo", "applied"), (3, "undo", "applied"),
        (2, "delete_segment", "replaced"), (1, "rename_speakers", "applied"),
    ]  # fmt: skip
    assert history["edits"][-1]["summary"] == "Named speaker 0 Ann"
    assert history["edits"][-1]["details"] == {"names": {"0": "Ann"}}
    assert (history["count"], history["can_undo"], history["can_redo"]) == (8, True, False)
    assert [edit["number"] for edit in spoken.history(before=4, page_size=2)["edits"]] == [3, 2]


def test_edits_are_their_owners(spoken, make_key):
    spoken.name((0, "Ann"))
    line = {"start_millis": 0, "end_millis": 4000, "segment": "x", "speaker_id": 0}
    calls = [
        ("PUT", "/v1/audios/{}/transcript", {"json": [line]}),
        ("PUT", "/v1/audios/{}/transcript/replace", {"json": {"transcript": "x"}}),
        ("DELETE", "/v1/audios/{}/0", {}),
        ("PUT", "/v1/audios/{}/speakers/names", {"json": [{"speaker_id": 0, "name": "x"}]}),
        ("PUT", "/v2/audios/{}/speakers/merge", {"data": {"selected_speaker_id": 0, "merge_speaker_id": 1}}),
        ("POST", "/v2/audios/{}/edits/undo", {}), ("POST", "/v2/audios/{}/edits/redo", {}),
    ]  # fmt: skip
    for email, role, can_read in [("eve@example.org", "user", False), ("root@example.org", "admin", True)]:
        spoken.client.headers["X-API-Key"] = make_key(email, role=role)
        for method, path, sent in calls:
            refused(spoken.client.request(method, path.format(spoken.id), **sent), 404, "audio_not_found")
        reply = spoken.client.get(f"/v2/audios/{spoken.id}/edits")
        assert reply.status_code == (200 if can_read else 404)
