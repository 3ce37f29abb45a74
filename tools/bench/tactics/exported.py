"""Tactics that hand the model to another runtime: exported from torch, then run without it.

Exported anew in every worker and booked there: a file kept from an earlier one would make the cost
of a tactic depend on what ran before.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.tactics.apart import apart

if TYPE_CHECKING:
    import torch
    from torch.export import ExportedProgram

    from tools.bench.tactics.tactic import Lent


class Exported:
    """A model in another runtime, called like the torch module that it was made of."""

    def __init__(self, run: "Callable[..., torch.Tensor]", *files: Path) -> None:
        self._run = run
        self.size_bytes = sum(file.stat().st_size for file in files)

    def __call__(self, *tensors: "torch.Tensor") -> "torch.Tensor":
        """Return what the runtime makes of these tensors."""
        return self._run(*tensors)


def onnx(module: "torch.nn.Module", lent: "Lent") -> Exported:
    """Run the model in ONNX Runtime."""
    path = lent.scratch / "model.onnx"
    apart(lambda: _write_onnx(module, lent, path), lent.scratch)
    return _in_onnxruntime(path)


def onnx_int8(module: "torch.nn.Module", lent: "Lent") -> Exported:
    """Run the model in ONNX Runtime with the weights of its matrix products in int8."""
    path = lent.scratch / "int8.onnx"
    apart(lambda: _write_onnx_int8(module, lent, path), lent.scratch)
    return _in_onnxruntime(path)


def openvino(module: "torch.nn.Module", lent: "Lent") -> Exported:
    """Run the model in OpenVINO, in float32."""
    import torch
    from openvino import Core

    path = lent.scratch / "model.xml"
    apart(lambda: _write_openvino(module, lent, path), lent.scratch)
    settings = {
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "INFERENCE_PRECISION_HINT": "f32",
        "NUM_STREAMS": 1,
        "PERFORMANCE_HINT": "LATENCY",
    }
    ready = Core().compile_model(path, "CPU", settings)

    def run(*tensors: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(ready([one.numpy() for one in tensors])[0])

    return Exported(run, path, path.with_suffix(".bin"))


def _in_onnxruntime(path: Path) -> Exported:
    import torch

    from tools.bench.encoders.sentence import onnx_session

    session = onnx_session(path, torch.get_num_threads())
    names = [node.name for node in session.get_inputs()]

    def run(*tensors: torch.Tensor) -> torch.Tensor:
        feed = {name: one.numpy() for name, one in zip(names, tensors, strict=True)}
        return torch.from_numpy(session.run(None, feed)[0])

    return Exported(run, path)


def _write_onnx(module: "torch.nn.Module", lent: "Lent", path: Path) -> None:
    import torch

    program = _program(module, lent)
    torch.onnx.export(program, f=path, dynamo=True, external_data=False, verbose=False)


def _write_onnx_int8(module: "torch.nn.Module", lent: "Lent", path: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_name("whole.onnx")
    _write_onnx(module, lent, whole)
    model = onnx.load(whole)
    # Shapes that the exporter noted down contradict those that the quantizer infers.
    del model.graph.value_info[:]
    products = ["MatMul", "Gemm"]
    quantize_dynamic(model, path, weight_type=QuantType.QInt8, op_types_to_quantize=products)


def _write_openvino(module: "torch.nn.Module", lent: "Lent", path: Path) -> None:
    """Convert with OpenVINO's frontend: its `convert_model` sends usage data to its maker."""
    from openvino import save_model
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.fx_decoder import TorchFXPythonDecoder

    frontend = FrontEndManager().load_by_framework("pytorch")
    decoder = TorchFXPythonDecoder.from_exported_program(_program(module, lent))
    model = frontend.convert(frontend.load(decoder))
    save_model(model, path, compress_to_fp16=False)


def _program(module: "torch.nn.Module", lent: "Lent") -> "ExportedProgram":
    """Trace the model for any number of requests and, of texts, any length."""
    import torch

    anything = torch.export.Dim.DYNAMIC
    shapes = tuple(dict.fromkeys(sizes, anything) for sizes in lent.open_sizes())
    with torch.no_grad():
        return torch.export.export(module, lent.example, dynamic_shapes=shapes)
