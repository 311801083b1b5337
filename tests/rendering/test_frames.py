from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import Box, ObservedFace
from emoscope.rendering.frames import annotate, caption, caption_width, cut_out, encode_jpeg
from emoscope.rendering.lettering import letters, width_of


def observed(box: Box, face_id: int = 1, valence: float = 0.5) -> ObservedFace:
    emotions = dict.fromkeys(EMOTIONS, 0.02) | {"happy": 0.86}
    return ObservedFace(face_id, box, 0.9, 0.8, emotions, Affect(valence, 0.4, 0.6))


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (3840, 2160), (360, 640), (48, 32)])
def test_drawing_fits_any_frame_and_leaves_the_original_alone(size):
    width, height = size
    frame = np.full((height, width, 3), 90, np.uint8)
    drawn = annotate(frame, [observed(Box(width * 0.4, height * 0.3, width * 0.2, height * 0.3))], {})
    assert (frame == 90).all()
    assert drawn.shape == frame.shape
    assert (drawn != 90).any()


def test_an_uncertain_face_looks_uncertain():
    frame = np.full((360, 640, 3), 90, np.uint8)
    sure = observed(Box(200, 60, 100, 120))
    doubtful = replace(sure, uncertain=True)
    plain, doubted = (annotate(frame, [face], {}) for face in (sure, doubtful))
    below = slice(180, 300)
    assert (plain[below] != doubted[below]).any()
    assert (plain[below] > 240).all(axis=2).sum() > 4 * (doubted[below] > 240).all(axis=2).sum()


@pytest.mark.parametrize("corner", [(-20, -30), (600, -10), (-15, 330), (610, 340), (700, 500)])
def test_faces_at_and_beyond_the_edge_are_drawn_without_error(corner):
    annotate(np.zeros((360, 640, 3), np.uint8), [observed(Box(*corner, 60, 70))], {1: "A rather long name"})


def test_labels_grow_with_the_frame():
    def ink(width: int, height: int) -> float:
        frame = np.zeros((height, width, 3), np.uint8)
        face = observed(Box(width * 0.4, height * 0.3, width * 0.2, height * 0.3))
        return float((annotate(frame, [face], {}) > 128).any(axis=2).mean())

    assert ink(3840, 2160) == pytest.approx(ink(1280, 720), rel=0.5)


def test_names_and_affect_change_the_drawing():
    frame, box = np.zeros((360, 640, 3), np.uint8), Box(200, 100, 100, 120)
    plain = annotate(frame, [observed(box)], {})
    assert not np.array_equal(plain, annotate(frame, [observed(box)], {1: "Ada"}))
    assert not np.array_equal(plain, annotate(frame, [observed(box, valence=-0.5)], {}))
    assert not np.array_equal(plain, annotate(frame, [observed(box, face_id=2)], {2: "face_1"}))


def test_a_jpeg_reads_back():
    picture = np.full((20, 30, 3), (10, 120, 200), np.uint8)
    back = cv2.imdecode(np.frombuffer(encode_jpeg(picture), np.uint8), cv2.IMREAD_COLOR)
    assert np.abs(back.astype(int) - picture).max() < 8


def test_a_name_is_drawn_in_its_own_letters_and_as_face_n_where_there_are_none():
    frame, face = np.full((360, 640, 3), 90, np.uint8), observed(Box(200, 60, 100, 120))
    unnamed = annotate(frame, [face], {})
    seen = {
        name: annotate(frame, [face], {1: name}) for name in ("花子", "علي", "Jose", "José", "\U0010fffd")
    }
    assert (seen.pop("\U0010fffd") == unnamed).all()
    several = [unnamed, *seen.values()]
    assert all((one != other).any() for i, one in enumerate(several) for other in several[:i])


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080), (3840, 2160)])
def test_letters_are_large_enough_to_be_read_and_clear_of_what_is_behind(size):
    """Capitals of 9 pixels or a 40th of the height, on a plate that is dark even over white."""
    width, height = size
    frame = np.full((height, width, 3), 255, np.uint8)
    face = observed(Box(width * 0.4, height * 0.3, width * 0.1, height * 0.2))
    drawn = annotate(frame, [face], {1: "HHHH"})
    below = drawn[round(height * 0.5) + 8 :]
    plate = np.flatnonzero((below < 100).all(axis=2).any(axis=1))
    size_px = caption_width(width, height)[1]
    capital = letters("H", size_px).ascent
    assert capital >= max(9, height / 40)
    assert plate.size > 2.5 * capital
    background = np.median(below[plate[2] : plate[-3], round(width * 0.4) + 4 : round(width * 0.45)])
    assert background < 100


def test_a_label_hides_what_it_lies_on():
    """Two faces so near that the labels meet: the larger one's can be read."""
    frame = np.full((360, 640, 3), 90, np.uint8)
    near, far = observed(Box(200, 60, 120, 130)), observed(Box(190, 60, 100, 126), face_id=2)
    both, alone = annotate(frame, [far, near], {}), annotate(frame, [near], {})
    place = slice(196, 225), slice(206, 290)
    assert (both[place] == alone[place]).all()


def test_captions_lie_at_the_foot_and_keep_within_the_frame():
    bare = np.full((360, 640, 3), 200, np.uint8)
    frame = bare.copy()
    most, size_px = caption_width(640, 360)
    caption(frame, ["Ask not what your country can do", "for you"], bare)
    changed = np.argwhere((frame != bare).any(axis=2))
    assert changed[:, 0].min() > 280
    assert changed[:, 0].max() < 359
    centre = (changed[:, 1].min() + changed[:, 1].max()) / 2
    assert centre == pytest.approx(320, abs=2)
    caption(frame, ["W" * 300], bare)
    assert width_of("W" * 300, size_px) > most
    assert not (frame[:, :8] != bare[:, :8]).any()
    again = bare.copy()
    caption(again, [], bare)
    assert (again == bare).all()


def test_a_face_is_cut_out_with_room_around_it_and_made_smaller():
    frame = np.full((720, 1280, 3), 90, np.uint8)
    frame[200:600, 400:700] = 200
    small = cut_out(frame, Box(400, 200, 300, 400))
    assert max(small.shape[:2]) == 320
    assert small[small.shape[0] // 2, small.shape[1] // 2, 0] == 200
    assert small[2, 2, 0] == 90
    assert cut_out(frame, Box(-20, -20, 60, 60)).shape[:2] == (68, 68)
