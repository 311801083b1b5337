"""Reads what train.py wrote."""

from __future__ import annotations

from pathlib import Path

import torch
from facenet_network import FaceTrunk, TeacherNet
from network import ExpressionNet, averaged
from torch import nn


def load_network(checkpoint: Path) -> tuple[nn.Module, float]:
    """The averaged network of a checkpoint, in evaluation mode, and the exponent of its class weights."""
    state = torch.load(checkpoint, weights_only=True)
    config = state["config"]
    net: nn.Module = TeacherNet(FaceTrunk()) if config["teacher"] else ExpressionNet(config["width"])
    smooth = averaged(net.to(memory_format=torch.channels_last), config["ema"])
    smooth.load_state_dict(state["smooth"])
    return smooth.module.eval(), float(config["rare_power"])
