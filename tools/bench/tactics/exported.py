"""Tactics that hand the model to another runtime: exported from torch, then run without it.

Exported anew in every worker and booked there: a file kept from an earlier one would make the
cost of a tactic depend on what ran before.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch.export import ExportedProgram

    from tools.bench.tactics.tactic import Lent


class Exported:
    """A model in another runtime, called like the torch module that it was made of."""

    def __init__(self, run: "Callable[..., torch.Tensor]", size_bytes: int) -> None:
        self._run = run
        self.size_bytes = size_bytes

    def __call__(self, *tensors: "torch.Tensor") -> "torch.Tensor":
        """Return what the runtime makes of these tensors."""
        return self._run(*tensors)


def onnx(module: "torch.nn.Module", lent: "Lent") -> Exported:
    """Run the model in ONNX Runtime."""
    return _in_onnxruntime(_onnx_file(module, lent))


def onnx_int8(module: "torch.nn.Module", lent: "Lent") -> Exported:
    """Run the model in ONNX Runtime with the weights of its matrix products in int8."""
    import onnx as files
    from onnxruntime.quantization import QuantType, quantize_dynamic

    path = _onnx_file(module, lent)
    graph = files.load(path)
    # Shapes that the exporter noted down contradict those that the quantizer infers.
    del graph.graph.value_info[:]
    quantized = path.with_name("int8.onnx")
    quantize_dynamic(
        graph, quantized, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm"]
    )
    return _in_onnxruntime(quantized)


def openvino(module: "torch.nn.Module", lent: "Lent") -> Exported:
    """Run the model in OpenVINO, in float32.

    Its frontend is called directly: `openvino.convert_model` sends usage data to its maker.
    """
    import torch
    from openvino import Core, save_model
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.fx_decoder import TorchFXPythonDecoder

    frontend = FrontEndManager().load_by_framework("pytorch")
    decoder = TorchFXPythonDecoder.from_exported_program(_program(module, lent))
    model = frontend.convert(frontend.load(decoder))
    path = lent.scratch / "model.xml"
    save_model(model, path, compress_to_fp16=False)
    settings = {
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "INFERENCE_PRECISION_HINT": "f32",
        "NUM_STREAMS": 1,
        "PERFORMANCE_HINT": "LATENCY",
    }
    ready = Core().compile_model(model, "CPU", settings)

    def run(*tensors: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(ready([one.numpy() for one in tensors])[0])

    return Exported(run, _bytes(path) + _bytes(path.with_suffix(".bin")))


def _onnx_file(module: "torch.nn.Module", lent: "Lent") -> Path:
    import torch

    path = lent.scratch / "model.onnx"
    program = _program(module, lent)
    torch.onnx.export(program, f=path, dynamo=True, external_data=False, verbose=False)
    return path


def _program(module: "torch.nn.Module", lent: "Lent") -> "ExportedProgram":
    """Trace the model for any number of requests and, of texts, any length."""
    import torch

    anything = torch.export.Dim.DYNAMIC
    shapes = tuple(dict.fromkeys(sizes, anything) for sizes in lent.open_sizes())
    with torch.no_grad():
        return torch.export.export(module, lent.example, dynamic_shapes=shapes)


def _in_onnxruntime(path: Path) -> Exported:
    import torch

    from tools.bench.encoders.sentence import onnx_session

    session = onnx_session(path, torch.get_num_threads())
    names = [node.name for node in session.get_inputs()]

    def run(*tensors: torch.Tensor) -> torch.Tensor:
        feed = {name: one.numpy() for name, one in zip(names, tensors, strict=True)}
        return torch.from_numpy(session.run(None, feed)[0])

    return Exported(run, _bytes(path))


def _bytes(path: Path) -> int:
    return path.stat().st_size
