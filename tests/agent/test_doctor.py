from agent.doctor import checkup
from agent.settings import Settings


def test_the_doctor_names_every_way_to_meter_energy_and_the_watts_that_the_user_stated(tmp_path):
    settings = Settings(_env_file=None, home=tmp_path, w_per_core=10)
    told = {check.name: check.text for check in checkup(settings)}["energy"]
    for way in ("Whole chip (", "GPU", "RAPL (", "Model (ready): "):
        assert way in told
    assert "CPU seconds at 8 to 12 (mid 10) W per core; 10 W per core stated by you" in told
