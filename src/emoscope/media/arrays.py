"""The array types that travel between media, analyzers and pipelines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""A picture of shape (height, width, 3), blue-green-red, 8 bits, as displayed."""

GreyPicture = NDArray[np.uint8]
"""A picture of shape (height, width), 8 bits."""

FloatArray = NDArray[np.float32]
