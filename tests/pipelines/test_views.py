import numpy as np

from builders.media import astronaut
from builders.models import face_models
from emoscope.analyzers.face_identity import EMBEDDING_SIZE
from emoscope.pipelines.identities import identify
from emoscope.pipelines.views import LiveTrack


def track_of(quality: float):
    picture = astronaut()
    (face,) = face_models().detector.analyze([picture])[0]
    track = LiveTrack(1, 0, 0)
    for frame in range(40):
        track.add(frame, frame * 40, picture, face, quality)
    track.screen_time_ms = 1600
    return track


def test_a_track_without_one_good_view_is_a_person_without_embedding(tmp_path):
    finished = track_of(quality=0.1).finish(face_models().identity, tmp_path)
    assert finished.embeddings.shape == (0, EMBEDDING_SIZE)
    (person,) = identify([finished], 1600)
    assert person.embedding() == ()
    assert person.best.picture.read_bytes()[:2] == b"\xff\xd8"


def test_good_views_are_embedded(tmp_path):
    finished = track_of(quality=0.9).finish(face_models().identity, tmp_path)
    assert finished.embeddings.shape[1] == EMBEDDING_SIZE
    assert len(finished.embeddings) >= 2
    assert np.isfinite(finished.embeddings).all()
