"""What the doctor says of machines, servers and locks that are as a test lays them down."""

import os

import pytest
from serving import JsonHandler, serving
from typing_extensions import override

from agent.doctor import Check, checkup, machine, reach
from agent.settings import Settings
from tools.bench.selftest import SelfTest
from tools.bench.turn import machine_turn
from tools.domain import Metering
from tools.hub.reach import reached


class _Server(JsonHandler):
    """Serves the list of models as OpenAI's protocol has it; all else is not found."""

    @override
    def do_GET(self) -> None:
        models = [{"id": "small-model", "object": "model", "created": 0, "owned_by": "me"}]
        known = self.path == "/v1/models"
        self.answer(self.server.status if known else 404, {"object": "list", "data": models})


@pytest.fixture
def server():
    with serving(_Server) as running:
        running.status = 200
        yield running


def settings_for(tmp_path, **more) -> Settings:
    return Settings(_env_file=None, home=tmp_path, turn=tmp_path / "turn", **more)


async def model_check(server, tmp_path, model="small-model") -> Check:
    settings = settings_for(
        tmp_path,
        llm="openai",
        llm_model=model,
        llm_api_key="k",
        llm_base_url=f"{server.address}/v1",
    )
    return await reach.language_model(settings)


async def test_every_way_to_meter_energy_is_named_and_the_watts_that_the_user_stated(tmp_path):
    found = await checkup(settings_for(tmp_path, w_per_core=10))
    told = {check.name: check.text for check in found}
    for way in ("Whole chip (", "GPU", "RAPL (", "Model (ready): "):
        assert way in told["energy"]
    assert "CPU seconds at 8 to 12 (mid 10) W per core" in told["energy"]
    assert "10 W per core stated by you" in told["energy"]
    assert "one workload twice read" in told["self-test"]


async def test_the_self_test_is_not_run_while_another_measures(tmp_path):
    settings = settings_for(tmp_path)
    async with machine_turn(settings.turn, told=lambda _: None):
        (found,) = await machine.self_test(settings)
    assert (found.name, found.status) == ("self-test", "limited")
    assert f"another Green Runner (process {os.getpid()}) is measuring" in found.text


def test_a_counter_that_reads_one_workload_differently_is_not_trusted():
    meter = Metering(name="RAPL", components=("cpu",), relative_error=0.1)
    read = SelfTest(meter=meter, idle_w=(10, 10), spin_j=(40, 50), spin_s=(1, 1), foreign_cores=0.1)
    found = machine._judged(read)
    assert found.status == "limited"
    assert "40.0 and 50.0 J (20.0 % apart; 5.0 % are allowed)" in found.text
    assert "energy is not trustworthy here just now" in found.text


async def test_a_language_model_that_is_served_is_found_without_reading_anything(server, tmp_path):
    found = await model_check(server, tmp_path)
    assert (found.status, found.text) == ("ok", "small-model is served")


async def test_a_language_model_that_the_server_does_not_list_is_said(server, tmp_path):
    found = await model_check(server, tmp_path, model="large-model")
    assert found.status == "limited"
    assert "does not list 'large-model'; it lists small-model" in found.text


async def test_a_language_model_whose_server_refuses_is_broken(server, tmp_path):
    server.status = 401
    found = await model_check(server, tmp_path)
    assert found.status == "broken"
    assert found.text.startswith("its server cannot be asked (AuthenticationError")


def test_a_server_that_refuses_is_there_and_one_that_does_not_listen_is_not(server):
    assert reached(f"{server.address}/nothing") is None
    assert reached(f"{server.address}/v1/models") is None
    server.status = 503
    assert reached(f"{server.address}/v1/models") == "it answers 503"
    assert "refused" in reached("http://127.0.0.1:9")
    assert reached("no address") is not None
