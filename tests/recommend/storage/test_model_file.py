"""Models in files: what comes back is the same, and what is not a model is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopai.columns import Item
from shopai.errors import InputError, ParameterError
from shopai.preferences import Preferences
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.content import ContentBased
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.state import packed, piece, unpacked
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.storage import array_file, model_file
from shopai.recommend.storage.array_file import VERSION
from shopai.recommend.storage.model_file import digest, load_model, preferences_digest, save_model
from tests.recommend.models.oracle import prefs_of

NAN = float("nan")
MODELS = {
    "users": lambda: UserKNN(k=3, similarity="pearson_baseline", shrinkage=7.5, baseline="bias"),
    "items": lambda: ItemKNN(k=2, min_support=2, negatives="abs"),
    "baseline": lambda: Baseline(),
}


@pytest.fixture
def prefs() -> Preferences:
    """Six customers, one without ratings; ids that are no plain ASCII, and an empty one."""
    rng = np.random.default_rng(5)
    ratings = np.where(rng.random((6, 8)) < 0.6, rng.integers(1, 6, (6, 8)), NAN)
    ratings[4] = NAN
    plain = prefs_of(ratings)
    bought = sp.csr_matrix(rng.random((6, 8)) < 0.3)
    users = pd.Index(["", "=1+1", "Zoë", "客户", "u4", "a\x00b\n"], dtype="str")
    return Preferences(plain.matrix, users, plain.items, "ratings", bought, (1.0, 5.0))


@pytest.fixture
def saved(prefs: Preferences, tmp_path: Path) -> Path:
    path = tmp_path / "some.model"
    save_model(MODELS["users"]().fit(prefs), path)
    return path


def same(a: Recommender, b: Recommender) -> bool:
    return type(a) is type(b) and digest(a) == digest(b)


def header_of(content: bytes) -> tuple[dict[str, Any], bytes]:
    end = 8 + int.from_bytes(content[:8], "little")
    return json.loads(content[8:end]), content[end:]


def with_header(header: dict[str, Any], data: bytes) -> bytes:
    encoded = json.dumps(header).encode()
    return len(encoded).to_bytes(8, "little") + encoded + data


def forged(path: Path, change: Any) -> None:
    """The file with its contents changed by `change(about, arrays)`, and a checksum that fits."""
    content = array_file.read(path)
    change(content.about, content.arrays)
    array_file.write(content, path)


@pytest.mark.parametrize("name", MODELS)
def test_a_loaded_model_equals_the_saved_one(name: str, prefs: Preferences, tmp_path: Path) -> None:
    model = MODELS[name]().fit(prefs)
    path = tmp_path / "some.model"
    save_model(model, path)
    again = load_model(path)
    assert type(again) is type(model)
    assert again.parameters() == model.parameters()
    assert list(again.prefs_.users) == list(prefs.users)
    assert list(again.prefs_.items) == list(prefs.items)
    assert (again.prefs_.kind, again.prefs_.scale) == ("ratings", (1.0, 5.0))
    assert again.prefs_.bought is not None
    assert prefs.bought is not None
    assert (again.prefs_.matrix.toarray() == prefs.matrix.toarray()).all()
    assert (again.prefs_.bought.toarray() == prefs.bought.toarray()).all()
    for user in [*prefs.users, "who", {"i0": 5, "i3": 1}]:
        pd.testing.assert_frame_equal(again.recommend(user, 8), model.recommend(user, 8))
    users, items = np.repeat(prefs.users, 8), np.tile(prefs.items, 6)
    assert (again.predict(users, items) == model.predict(users, items)).all()
    assert same(again, model)
    assert [each.name for each in tmp_path.iterdir()] == ["some.model"]


def test_a_stored_zero_and_no_scale_stay(tmp_path: Path) -> None:
    prefs = Preferences.of(["a", "a", "b"], ["x", "y", "x"], [0, 2, 1], "events")
    save_model(Baseline().fit(prefs), tmp_path / "m")
    again = load_model(tmp_path / "m").prefs_
    assert again.matrix.nnz == 3
    assert (again.scale, again.bought, again.kind) == (None, None, "events")


def test_the_layout_is_the_one_of_safetensors(saved: Path, prefs: Preferences) -> None:
    header, data = header_of(saved.read_bytes())
    assert all(isinstance(value, str) for value in header.pop("__metadata__").values())
    start, end = header["preferences.values"]["data_offsets"]
    assert header["preferences.values"]["dtype"] == "F64"
    assert (np.frombuffer(data[start:end]) == prefs.matrix.data).all()
    spans = sorted(entry["data_offsets"] for entry in header.values())
    ends = [end for _, end in spans]
    assert [start for start, _ in spans] == [0, *ends[:-1]]
    assert ends[-1] == len(data)


def test_one_long_id_does_not_pad_the_others(tmp_path: Path) -> None:
    users = [f"u{i}" for i in range(2000)] + ["x" * 100_000]
    prefs = Preferences.of(users, ["i"] * 2001, [1.0] * 2001)
    save_model(Baseline().fit(prefs), tmp_path / "m")
    assert (tmp_path / "m").stat().st_size < 200_000
    assert list(load_model(tmp_path / "m").prefs_.users) == list(prefs.users)


def test_saving_needs_a_fitted_model_of_the_family(prefs: Preferences, tmp_path: Path) -> None:
    class Own(Baseline):
        name = "own"

    for model in (Baseline(), Own().fit(prefs)):
        with pytest.raises(ParameterError):
            save_model(model, tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_settings_that_are_numbers_of_numpy(prefs: Preferences, tmp_path: Path) -> None:
    save_model(UserKNN(min_support=np.int64(2)).fit(prefs), tmp_path / "m")  # type: ignore[arg-type]
    assert load_model(tmp_path / "m").parameters()["min_support"] == 2
    model = UserKNN().fit(prefs)
    model.k = {1}  # type: ignore[assignment]
    with pytest.raises(ParameterError, match=r"nothing a file can keep: set \{1\}"):
        save_model(model, tmp_path / "m")


def test_an_older_file_stays_when_saving_fails(
    saved: Path, prefs: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def full(*_: object) -> None:
        raise OSError("disk full")

    model = Baseline().fit(prefs)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        save_model(model, saved)
    assert saved.read_bytes() == before
    assert [each.name for each in saved.parent.iterdir()] == ["some.model"]


def test_a_digest_tells_settings_and_data_apart(prefs: Preferences) -> None:
    model = UserKNN(k=3).fit(prefs)
    assert digest(model) == digest(UserKNN(k=3).fit(prefs))
    assert digest(model) != digest(UserKNN(k=4).fit(prefs))
    other = Preferences.of(["a"], ["x"], [1.0])
    assert digest(model) != digest(UserKNN(k=3).fit(other))
    assert preferences_digest(prefs) != preferences_digest(other)


def test_a_newer_file_says_so(saved: Path) -> None:
    header, data = header_of(saved.read_bytes())
    about = json.loads(header["__metadata__"]["shopai"])
    header["__metadata__"]["shopai"] = json.dumps(about | {"format": VERSION + 2})
    saved.write_bytes(with_header(header, data))
    with pytest.raises(InputError, match=r"newer shopai \(format 3, this one reads up to 1\)"):
        load_model(saved)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="no file at"):
            load_model(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"12345678",
        b"PK\x03\x04 a zip, say",
        b"\x80\x04\x95 a pickle, say, long enough to hold something",
        (2**63).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (5).to_bytes(8, "little") + b"\xff\xfe{}x",
        with_header({"__metadata__": {"shopai": "[]"}}, b""),
        with_header({"__metadata__": {"shopai": '{"format": "1"}'}}, b""),
        with_header({"__metadata__": {"shopai": '{"format": true}'}}, b""),
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_foreign_files_are_no_models(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(content)
    with pytest.raises(InputError, match="foreign is no model saved by shopai"):
        load_model(path)


def test_a_file_cut_short_anywhere_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    for length in [*range(0, len(whole), 7), len(whole) - 1]:
        saved.write_bytes(whole[:length])
        with pytest.raises(InputError):
            load_model(saved)
    saved.write_bytes(whole + b"x")
    with pytest.raises(InputError, match="incomplete or was changed"):
        load_model(saved)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_bytes_changed_anywhere_are_noticed(
    changes: list[tuple[float, int]], saved: Path, prefs: Preferences
) -> None:
    whole = bytearray(MODELS_BYTES.setdefault("users", saved.read_bytes()))
    for where, byte in changes:
        whole[int(where * (len(whole) - 1))] = byte
    path = saved.with_name("changed")
    path.write_bytes(whole)
    try:
        found = load_model(path)
    except InputError:
        return
    assert same(found, MODELS["users"]().fit(prefs))


#: A file as it was first written, the same for all examples.
MODELS_BYTES: dict[str, bytes] = {}


def set_to(name: str, place: int, value: Any) -> Any:
    def change(_: dict[str, Any], arrays: dict[str, Any]) -> None:
        arrays[name][place] = value

    return change


def about(**entries: Any) -> Any:
    def change(about: dict[str, Any], _: dict[str, Any]) -> None:
        about.update(entries)

    return change


def array(name: str, new: Any) -> Any:
    def change(_: dict[str, Any], arrays: dict[str, Any]) -> None:
        arrays[name] = new(arrays[name])

    return change


HOSTILE = {
    "an item out of range": set_to("preferences.indices", 0, 8),
    "an item below zero": set_to("preferences.indices", 0, -1),
    "items out of order": set_to("preferences.indices", 0, 7),
    "lines that go back": set_to("preferences.indptr", 1, 9999),
    "lines that start late": set_to("preferences.indptr", 0, 1),
    "lines that end early": set_to("preferences.indptr", -1, 2),
    "not a number": set_to("preferences.values", 0, NAN),
    "infinite": set_to("preferences.values", 0, np.inf),
    "bought out of range": set_to("preferences.bought.indices", -1, 10**9),
    "bought lines": set_to("preferences.bought.indptr", 1, -5),
    "ids that overlap": set_to("preferences.users.ends", 2, 0),
    "ids beyond the end": set_to("preferences.users.ends", -1, 10**12),
    "ids that are no text": set_to("preferences.users.bytes", 1, 255),
    "ids twice": set_to("preferences.items.bytes", 1, ord("1")),
    "an id too few": array("preferences.items.ends", lambda a: a[:-1]),
    "no ids": array("preferences.items.ends", lambda a: a[:0]),
    "positions as fractions": array("preferences.indices", lambda a: a.astype(float)),
    "values as whole numbers": array("preferences.values", lambda a: a.astype(int)),
    "values as a table": array("preferences.values", lambda a: a[None]),
    "values missing": lambda _, arrays: arrays.pop("preferences.values"),
    "lines missing": lambda _, arrays: arrays.pop("preferences.indptr"),
    "half of what was bought": lambda _, arrays: arrays.pop("preferences.bought.indptr"),
    "an unknown model": about(model="os.system"),
    "a model that is no name": about(model=["user_knn"]),
    "an unknown setting": about(parameters={"k": 3, "command": "x"}),
    "a setting out of range": about(parameters={"k": -3}),
    "a setting of another type": about(parameters={"similarity": ["cosine"]}),
    "settings that are none": about(parameters=3),
    "an unknown kind": about(kind="guesses"),
    "half a scale": about(scale=[1]),
    "a scale upside down": about(scale=[5, 1]),
    "no kind": lambda entries, _: entries.pop("kind"),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_contents_never_reach_a_model(change: Any, saved: Path) -> None:
    forged(saved, lambda *_: None)
    load_model(saved)  # the forger's hand alone is not what is noticed
    forged(saved, change)
    with pytest.raises(InputError, match=r"some\.model holds no model that can work"):
        load_model(saved)


def test_a_file_cannot_ask_for_more_memory_than_it_is_long(saved: Path) -> None:
    header, data = header_of(saved.read_bytes())
    for shape in ([10**12], [2**62, 4], [-1], [True], ["8"], None, 10**9):
        changed = header | {"more": {"dtype": "F64", "shape": shape, "data_offsets": [0, 8]}}
        saved.write_bytes(with_header(changed, data))
        with pytest.raises(InputError, match="incomplete or was changed"):
            load_model(saved)


def test_truth_values_that_are_neither_are_refused(saved: Path) -> None:
    def change(_: dict[str, Any], arrays: dict[str, Any]) -> None:
        arrays["model.flags"] = np.array([2], np.uint8).view(bool)

    forged(saved, change)
    with pytest.raises(InputError, match="incomplete or was changed"):
        load_model(saved)


@pytest.mark.parametrize("name", FAMILY)
def test_every_model_of_the_family_comes_back(
    name: str, prefs: Preferences, tmp_path: Path
) -> None:
    words = pd.DataFrame({Item.TITLE: [f"red {i // 2}" for i in range(8)]}, prefs.items)
    make = FAMILY[name].make
    model = (ContentBased(words) if make is ContentBased else make()).fit(prefs)
    save_model(model, tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert same(again, model)
    for user in [*prefs.users, {"i0": 5.0}]:
        pd.testing.assert_frame_equal(again.recommend(user, 8), model.recommend(user, 8))


def test_models_within_a_model_come_back(prefs: Preferences, tmp_path: Path) -> None:
    inner = Hybrid({"a": EASE(regularization=3.0), "b": Baseline()}, weights=[1, 2])
    model = Hybrid({"x": inner, "y": UserKNN(k=2)}, c=5).fit(prefs)
    save_model(model, tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert isinstance(again, Hybrid)
    assert again.parameters() == model.parameters()
    for user in prefs.users:
        pd.testing.assert_frame_equal(again.recommend(user, 8), model.recommend(user, 8))
    forged(tmp_path / "m", array("model.0.0.weights", lambda a: a[:2]))
    with pytest.raises(InputError, match="m holds no model that can work"):
        load_model(tmp_path / "m")


class WithState(Baseline):
    """A model with something to keep: numbers, truth values and texts."""

    def _state(self) -> dict[str, Any]:
        return {
            "numbers": np.arange(6, dtype=np.float32).reshape(2, 3).T,
            "flags": np.array([True, False]),
            "one": np.array(2.5),
            **packed("words#text", pd.Index(["a", "äöü", ""], dtype="str")),
            **packed("none#text", pd.Index([], dtype="str")),
        }

    def _restore(self, state: Any) -> None:
        self.numbers = piece(state, "numbers", np.float32, 3, None)
        self.state = {name: state[name] for name in ("numbers", "flags", "one")}
        self.state |= {name: unpacked(f"{name}#text", state) for name in ("words", "none")}
        assert len(state) == 7
        self._learn(self.prefs_)


@pytest.fixture
def with_state(monkeypatch: pytest.MonkeyPatch) -> None:
    member = model_file.FAMILY["baseline"]
    monkeypatch.setitem(model_file.FAMILY, "baseline", type(member)(WithState, "", ""))


@pytest.mark.usefixtures("with_state")
def test_a_state_comes_back_with_its_types(prefs: Preferences, tmp_path: Path) -> None:
    save_model(WithState().fit(prefs), tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert isinstance(again, WithState)
    assert again.numbers.tolist() == [[0, 3], [1, 4], [2, 5]]
    assert again.state["flags"].tolist() == [True, False]
    assert again.state["flags"].dtype == bool
    assert again.state["words"].tolist() == ["a", "äöü", ""]
    assert again.state["none"].tolist() == []
    assert again.state["one"].shape == ()
    assert again.state["one"] == 2.5
    assert len(again.state) == 5


@pytest.mark.usefixtures("with_state")
@pytest.mark.parametrize(
    "change",
    [
        array("model.numbers", lambda a: a.astype(np.float64)),
        array("model.numbers", lambda a: a[:2]),
        array("model.numbers", lambda a: a.ravel()),
        lambda _, arrays: arrays.pop("model.numbers"),
        lambda _, arrays: arrays.pop("model.words#text.ends"),
        set_to("model.words#text.ends", 1, 99),
    ],
)
def test_a_state_of_another_shape_is_refused(
    change: Any, prefs: Preferences, tmp_path: Path
) -> None:
    path = tmp_path / "m"
    save_model(WithState().fit(prefs), path)
    forged(path, change)
    with pytest.raises(InputError, match="m holds no model that can work"):
        load_model(path)
