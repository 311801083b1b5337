"""What happens to faces between a camera and the model: motion, light, blur, compression, occlusion."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

SIDE = 48
Uniform = Callable[[float, float], Tensor]


def degrade(pictures: NDArray[np.uint8], rng: np.random.Generator, share: float) -> NDArray[np.uint8]:
    """Make a `share` of (n, 48, 48) pictures coarse, blurred, compressed or noisy."""
    result = pictures.copy()
    kinds = (coarsen, blur, compress, add_noise)
    for index in np.flatnonzero(rng.random(len(pictures)) < share):
        result[index] = kinds[rng.integers(len(kinds))](result[index], rng)
    return result


def coarsen(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """As if the face had been 14 to 39 pixels wide."""
    side = int(rng.integers(14, 40))
    small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def blur(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.6))).astype(np.uint8)


def compress(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def add_noise(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    noise = rng.normal(0, rng.uniform(3, 14), picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def distort(pictures: Tensor, generator: torch.Generator, side: int = SIDE) -> Tensor:
    """Flip, turn, scale, move, relight and partly cover (n, 1, 48, 48) pictures in [0, 1], each its way.

    Gives (n, 1, side, side). Angles are normal with a deviation of 8 degrees, scales lie within 16%,
    shifts within 6% of the side.
    """
    n = len(pictures)

    def uniform(low: float, high: float) -> Tensor:
        return torch.empty(n).uniform_(low, high, generator=generator)

    angle = torch.deg2rad(torch.randn(n, generator=generator) * 8)
    scale = 1 / uniform(0.84, 1.16)
    stretch = uniform(0.94, 1.06)
    flip = torch.where(torch.rand(n, generator=generator) < 0.5, -1.0, 1.0)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    across = torch.stack([flip * cos * stretch, -sin, uniform(-0.12, 0.12)], 1)
    down = torch.stack([flip * sin * stretch, cos, uniform(-0.12, 0.12)], 1)
    grid = functional.affine_grid(torch.stack([across, down], 1), [n, 1, side, side], align_corners=False)
    moved = functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    return cover(relight(moved, uniform), generator)


def change_lightly(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Move pictures by up to two pixels, mirror every other and cover some: changes after which a teacher's
    answer still holds. Moved by whole pixels, as a second interpolation would blur them."""
    n, side = len(pictures), pictures.shape[-1]
    wider = functional.pad(pictures, (2, 2, 2, 2), mode="replicate")
    rows, columns = torch.randint(5, (2, n, 1), generator=generator) + torch.arange(side)
    moved = wider[torch.arange(n).view(-1, 1, 1), 0, rows.unsqueeze(2), columns.unsqueeze(1)].unsqueeze(1)
    mirrored = torch.rand(n, 1, 1, 1, generator=generator) < 0.5
    return cover(torch.where(mirrored, moved.flip(-1), moved), generator, share=0.15)


def relight(pictures: Tensor, uniform: Uniform) -> Tensor:
    """Random gamma, contrast, brightness and a slope of light across the face."""
    gamma = torch.exp(uniform(-0.45, 0.45)).view(-1, 1, 1, 1)
    gain, lift = uniform(0.6, 1.3).view(-1, 1, 1, 1), uniform(-0.12, 0.12).view(-1, 1, 1, 1)
    ramp = torch.linspace(-1, 1, pictures.shape[-1])
    across, down = uniform(-0.2, 0.2).view(-1, 1, 1, 1), uniform(-0.1, 0.1).view(-1, 1, 1, 1)
    shade = 1 + across * ramp.view(1, 1, 1, -1) + down * ramp.view(1, 1, -1, 1)
    return (((pictures.clamp(0, 1) ** gamma - 0.5) * gain + 0.5 + lift) * shade).clamp(0, 1)


def cover(pictures: Tensor, generator: torch.Generator, share: float = 0.3) -> Tensor:
    """A rectangle of flat grey over a `share` of the pictures (random erasing, Zhong et al. 2017)."""
    n = len(pictures)
    covered = torch.rand(n, generator=generator) < share
    size = 0.13 + 0.28 * torch.rand(n, 2, generator=generator)
    low = -0.08 + 0.9 * torch.rand(n, 2, generator=generator)
    high = low + size
    shade = torch.rand(n, 1, 1, 1, generator=generator)
    side = pictures.shape[-1]
    place = (torch.arange(side) + 0.5) / side
    rows, columns = place.view(1, side, 1), place.view(1, 1, side)
    inside = (rows >= low[:, 0, None, None]) & (rows < high[:, 0, None, None])
    inside = inside & (columns >= low[:, 1, None, None]) & (columns < high[:, 1, None, None])
    return torch.where((inside & covered[:, None, None]).unsqueeze(1), shade, pictures)
