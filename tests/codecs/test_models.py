"""Models come back without running anybody's code; what is not known to be harmless waits for a word of the caller."""

import io
import sys
import zipfile
from types import ModuleType

import numpy as np
import onnx
import pytest
import scipy.sparse
import sklearn
import skops
import skops.io
from onnx import helper
from safetensors.numpy import save_file
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC

import dstack_jupyter as ds
from dstack_jupyter.codecs.registry import codec_for, decoder_for
from dstack_jupyter.model.errors import InvalidValue, UnsupportedObject

ROWS = np.random.default_rng(0).random((40, 3))
CLASSES = (ROWS[:, 0] > 0.5).astype(int)
TREE = "sklearn.tree._tree.Tree"


def pipeline():
    columns = ColumnTransformer([("scaled", StandardScaler(), [0, 1]), ("coded", OneHotEncoder(), [2])])
    return make_pipeline(columns, FunctionTransformer(np.abs), LogisticRegression(C=0.5)).fit(ROWS.round(1), CLASSES)


def forest():
    return RandomForestClassifier(3, random_state=0).fit(ROWS, CLASSES)


def test_a_pipeline_comes_back(there_and_back):
    model = pipeline()
    back = there_and_back(model)
    assert repr(back) == repr(model)
    assert np.array_equal(back.predict_proba(ROWS.round(1)), model.predict_proba(ROWS.round(1)))


def test_a_model_that_is_not_fitted_comes_back(there_and_back):
    assert there_and_back(LogisticRegression(C=0.25)).get_params() == LogisticRegression(C=0.25).get_params()


@pytest.mark.parametrize(
    "made",
    [
        pipeline,
        forest,
        lambda: TfidfVectorizer().fit(["red blue", "blue green"]),
        lambda: SVC().fit(scipy.sparse.csr_matrix(ROWS), CLASSES),
    ],
)
def test_models_that_were_fitted_alike_give_equal_bytes(made, keep, monkeypatch):
    content = keep(made()).content
    monkeypatch.setattr("time.localtime", lambda *_: (2000, 1, 1, 0, 0, 0, 0, 0, 0))
    assert keep(made()).content == content
    assert skops.io.get_untrusted_types(data=content) == skops.io.get_untrusted_types(data=skops.io.dumps(made()))


def test_settings_say_what_it_is(keep):
    kept = keep(LogisticRegression(C=0.5))
    assert (kept.application, kept.content_type) == ("sklearn/estimator", "application/x-skops")
    assert (kept.settings["scikit-learn"], kept.settings["skops"]) == (sklearn.__version__, skops.__version__)
    assert kept.settings["class"] == "sklearn.linear_model._logistic.LogisticRegression"
    assert kept.settings["params"]["C"] == "0.5"
    assert " at 0x" not in str(keep(FunctionTransformer(as_they_are)).settings)


def as_they_are(rows):
    return rows


def test_unknown_types_are_refused_with_their_names_until_the_caller_names_them():
    model = forest()
    ds.push("forest", model)
    with pytest.raises(UnsupportedObject, match=rf"not known to be harmless: {TREE}; .*trusted=\['{TREE}'\]"):
        ds.pull("forest")
    with pytest.raises(UnsupportedObject, match=TREE):
        ds.pull("forest", trusted=["some.other.Type"])
    back = ds.pull("forest", trusted=[TREE])
    assert np.array_equal(back.predict(ROWS), model.predict(ROWS))
    assert ds.pull("forest", trusted=TREE).n_estimators == 3
    with pytest.raises(UnsupportedObject, match="not known to be harmless"):
        ds.pull("forest")  # the word was for that very call


def test_trust_is_for_models_alone(tmp_path):
    ds.push("text", "hello")
    with pytest.raises(InvalidValue, match=r"python/str is none: leave trusted= out"):
        ds.pull("text", trusted=[TREE])
    with pytest.raises(InvalidValue, match=r"trusted= does not go together with as_= and to="):
        ds.pull("text", trusted=[TREE], to=tmp_path / "text")
    with pytest.raises(InvalidValue, match="is no text"):
        ds.pull("text", trusted=[RandomForestClassifier])


def test_trust_among_many_attachments_is_for_those_that_need_it():
    with ds.frame("both") as frame:
        frame.add(forest(), part="model")
        frame.add("words", part="text")
    assert [type(each.value).__name__ for each in ds.pull("both", all=True, trusted=[TREE])] == [
        "RandomForestClassifier",
        "str",
    ]
    with pytest.raises(InvalidValue, match="leave trusted= out"):
        ds.pull("both", all=True, trusted=[TREE], part="text")


class Doubled(TransformerMixin, BaseEstimator):
    def fit(self, rows, classes=None):
        return self

    def transform(self, rows):
        return rows * 2


@pytest.fixture
def kitchen(monkeypatch):
    """A module of somebody's own, with a transformer."""
    module = ModuleType("kitchen")
    module.Doubled = type("Doubled", (Doubled,), {"__module__": "kitchen"})
    monkeypatch.setitem(sys.modules, "kitchen", module)
    return module


def test_a_transformer_of_ones_own_comes_back_where_it_is_trusted_and_there(kitchen, keep, pull, monkeypatch):
    kept = keep(make_pipeline(kitchen.Doubled(), LogisticRegression()))
    with pytest.raises(UnsupportedObject, match=r"trusted=\['kitchen\.Doubled'\]"):
        pull(kept)
    codec = decoder_for(kept)
    assert type(codec.decode_trusting(kept, ["kitchen.Doubled"])[0]) is kitchen.Doubled
    monkeypatch.delattr(kitchen, "Doubled")
    with pytest.raises(UnsupportedObject, match=r"needs what is not here: .*Doubled.*pull again"):
        codec.decode_trusting(kept, ["kitchen.Doubled"])


def test_what_no_pull_could_find_is_refused(keep):
    class Local(Doubled):
        pass

    for model in (FunctionTransformer(lambda rows: rows), Local()):
        with pytest.raises(UnsupportedObject, match=r"cannot be found by this name when it is pulled; define it"):
            keep(model)


def test_what_skops_cannot_write_is_refused(keep):
    model = LogisticRegression()
    model.stream = (number for number in range(3))
    with pytest.raises(UnsupportedObject, match="skops cannot write the LogisticRegression"):
        keep(model)


def test_a_push_does_not_change_the_model(keep):
    model = forest()
    before = skops.io.dumps(model)
    keep(model)
    assert len(skops.io.dumps(model)) == len(before)
    assert model.get_params() == forest().get_params()


def test_without_skops_a_person_is_told_what_to_install(keep, pull, monkeypatch):
    kept = keep(LogisticRegression())
    monkeypatch.setitem(sys.modules, "skops", None)
    for attempt in (lambda: keep(LogisticRegression()), lambda: pull(kept)):
        with pytest.raises(UnsupportedObject, match="pip install skops"):
            attempt()


def test_what_is_no_model_is_refused(attachment, pull, keep):
    content = keep(LogisticRegression()).content
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("schema.json", "[]")
    for damaged in (b"", b"no zip", content[:-30], other.getvalue()):
        with pytest.raises(UnsupportedObject, match="no model that can be read"):
            pull(attachment(damaged, "application/x-skops", "sklearn/estimator"))


def test_a_model_that_would_fill_all_memory_is_refused_before_it_is_unpacked(attachment, pull):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("schema.json", "[]")
        archive.infolist()[0].file_size = 1 << 40
    with pytest.raises(UnsupportedObject, match=r"bytes that would take 1,099,511,627,776.*as_='path'"):
        pull(attachment(bomb.getvalue(), "application/x-skops", "sklearn/estimator"))


def absolute():
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "xy")
    return helper.make_model(helper.make_graph([helper.make_node("Abs", ["x"], ["y"])], "absolute", [x], [y]))


def test_an_onnx_model_comes_back(there_and_back, keep):
    assert there_and_back(absolute()) == absolute()
    kept = keep(absolute())
    assert kept.content == keep(absolute()).content
    assert (kept.application, kept.content_type) == ("onnx/model", "application/onnx")
    assert kept.settings["onnx"] == onnx.__version__


def test_an_onnx_model_with_tensors_elsewhere_is_refused(keep, attachment, pull):
    model = absolute()
    tensor = model.graph.initializer.add(name="weights", data_location=onnx.TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="weights.bin")
    with pytest.raises(UnsupportedObject, match="push the folder"):
        keep(model)
    with pytest.raises(UnsupportedObject, match="no ONNX model that can be read"):
        pull(attachment(b"\xff", "application/onnx", "onnx/model"))


def test_files_of_models_have_their_type(tmp_path, there_and_back, keep):
    onnx.save(absolute(), tmp_path / "absolute.onnx")
    save_file({"weights": np.zeros(3)}, tmp_path / "weights.safetensors")
    types = {path.suffix: keep(path).content_type for path in tmp_path.iterdir() if path.is_file()}
    assert types == {".onnx": "application/onnx", ".safetensors": "application/safetensors"}


def test_a_pulled_model_has_the_suffix_of_its_kind(tmp_path):
    ds.push("scores", np.zeros(3))
    ds.push("model", LogisticRegression())
    assert ds.pull("scores", to=tmp_path).name == "content.npy"
    assert ds.pull("model", to=tmp_path).name == "content.skops"


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        ("torch.nn", "Module", r"safetensors\.torch\.save_model"),
        ("transformers", "PreTrainedModel", r"save_pretrained.*folder"),
        ("keras", "Model", r"model\.keras"),
        ("xgboost", "Booster", r"model\.json"),
        ("lightgbm", "Booster", r"model\.txt"),
        ("catboost", "CatBoost", r"model\.cbm"),
        ("spacy.language", "Language", r"to_disk.*folder"),
        ("flax.linen", "Module", r"flax\.serialization"),
        ("statsmodels.base.wrapper", "ResultsWrapper", r"results\.params"),
        ("prophet", "Prophet", "model_to_json"),
    ],
)
def test_any_other_model_is_refused_with_what_to_do(module, name, words, monkeypatch):
    library = ModuleType(module)
    cls = type(name, (), {"_repr_html_": lambda self: "<b>a diagram</b>"})
    setattr(library, name, cls)
    monkeypatch.setitem(sys.modules, module, library)
    with pytest.raises(UnsupportedObject, match=rf"a model is not kept as an object: .*{words}"):
        codec_for(cls())


@pytest.mark.parametrize(("module", "name"), [("torch", "Tensor"), ("jax", "Array"), ("tensorflow", "Tensor")])
def test_a_tensor_is_refused_with_the_way_to_an_array(module, name, monkeypatch):
    library = ModuleType(module)
    cls = type(name, (), {})
    setattr(library, name, cls)
    monkeypatch.setitem(sys.modules, module, library)
    with pytest.raises(UnsupportedObject, match="push it as an array"):
        codec_for(cls())
