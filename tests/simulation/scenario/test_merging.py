"""A chain of `extends` gives the same content however it is folded."""

from hypothesis import given
from hypothesis import strategies as st

from simulation.scenario.problems import Place
from simulation.scenario.tree import merged, plain, planted

KEYS = st.sampled_from(["a", "b", "c"])
# three levels of one shape: a key always holds the same kind of thing, as the declarations ask
BLOCKS = st.dictionaries(KEYS, st.integers(), max_size=3)
FILES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=3),
        "firms": st.dictionaries(KEYS, st.fixed_dictionaries({}, optional={"program": BLOCKS})),
        "sources": st.lists(st.integers(), max_size=3),
        "policies": st.lists(st.integers(), max_size=3),
    },
)


def tree(content, line=1):
    return planted(content, Place("file.yaml", line))


@given(FILES, FILES, FILES)
def test_laying_files_over_one_another_is_associative(first, second, third):
    one, two, three = tree(first), tree(second), tree(third)
    left = plain(merged(merged(one, two), three))
    assert left == plain(merged(one, merged(two, three)))


@given(FILES)
def test_an_empty_variant_changes_nothing(content):
    assert plain(merged(tree(content), tree({}))) == content
    assert plain(merged(tree({}), tree(content))) == content


def test_mappings_merge_lists_are_replaced_and_policies_follow():
    base = {"x": {"p": 1, "q": {"r": 2}}, "sources": [1, 2], "policies": [1], "y": 1}
    variant = {"x": {"q": {"s": 3}}, "sources": [3], "policies": [2], "z": None}
    assert plain(merged(tree(base), tree(variant))) == {
        "x": {"p": 1, "q": {"r": 2, "s": 3}},
        "sources": [3],
        "policies": [1, 2],
        "y": 1,
        "z": None,
    }


def test_merging_leaves_both_files_as_they_were():
    base, variant = tree({"x": {"p": 1}, "policies": [1]}), tree({"x": {"q": 2}, "policies": [2]})
    merged(base, variant)
    assert plain(base) == {"x": {"p": 1}, "policies": [1]}
    assert plain(variant) == {"x": {"q": 2}, "policies": [2]}


def test_a_merged_value_remembers_the_file_it_comes_from():
    result = merged(tree({"x": {"p": 1}}, line=3), tree({"x": {"q": 2}}, line=8))
    assert [result.value["x"].value[key].place.line for key in "pq"] == [3, 8]
