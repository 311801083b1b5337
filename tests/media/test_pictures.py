from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
import pytest

from builders import media
from emoscope.errors import DamagedMedia, MediaTooLarge, UnsupportedMedia
from emoscope.media.pictures import picture_header, read_picture


def encoded(suffix: str, picture: np.ndarray) -> bytes:
    return cv2.imencode(suffix, picture)[1].tobytes()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_pictures_are_known_by_content(suffix: str):
    picture = media.astronaut()[:100, :140]
    data = encoded(suffix, picture)
    assert picture_header(data)[1:] == (140, 100)
    assert np.abs(read_picture(data).astype(int) - picture).mean() < 6


def test_too_many_pixels_are_refused_before_they_are_read():
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + size
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(MediaTooLarge):
        read_picture(bomb)


def test_see_through_parts_are_white():
    picture = np.zeros((8, 8, 4), dtype=np.uint8)
    picture[:4, :, 3] = 255
    shown = read_picture(encoded(".png", picture))
    assert shown[0, 0].tolist() == [0, 0, 0]
    assert shown[7, 0].tolist() == [255, 255, 255]


def test_sixteen_bits_become_eight():
    picture = np.full((8, 8, 3), 0x8080, dtype=np.uint16)
    assert read_picture(encoded(".png", picture))[0, 0].tolist() == [128, 128, 128]


def test_the_camera_s_orientation_is_honoured():
    data = encoded(".jpg", cv2.rotate(media.astronaut(), cv2.ROTATE_90_COUNTERCLOCKWISE))
    tiff = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    exif = b"Exif\x00\x00" + tiff
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]
    assert np.abs(read_picture(data).astype(int) - media.astronaut()).mean() < 6


@pytest.mark.parametrize("data", [b"", b"plain text", b"GIF89a" + bytes(50)])
def test_other_content_is_unsupported(data: bytes):
    with pytest.raises(UnsupportedMedia):
        read_picture(data)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("keep", [12, 24, 40])
def test_a_picture_cut_in_its_header_is_damaged(suffix: str, keep: int):
    with pytest.raises(DamagedMedia):
        read_picture(encoded(suffix, media.astronaut())[:keep])
