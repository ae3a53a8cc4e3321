"""What searches are about."""

from __future__ import annotations

import pandas as pd
import pytest

from shopai.behaviour.search.topics import search_topics
from shopai.columns import SearchTable, SearchTopic
from shopai.errors import ParameterError


def table(counts: dict[str, int]) -> pd.DataFrame:
    rows = sorted(counts.items(), key=lambda pair: -pair[1])
    return pd.DataFrame(rows, columns=[SearchTable.QUERY, SearchTable.SEARCHES])


GARDEN = {f"{a} garden {b}": 5 for a in ("red", "big", "old") for b in ("hose", "chair", "gnome")}
PHONE = {f"手机壳 {a}": 7 for a in ("透明", "红色", "防摔")} | {"手机壳": 30}
ALONE = {"sofa": 50, "🎁": 2}


def test_two_kinds_of_queries_are_two_topics() -> None:
    pytest.importorskip("rjieba")
    found = search_topics(table(GARDEN | PHONE | ALONE), k=2)
    assert found.n == 2
    topic = found.of_query
    assert topic["sofa"] == topic["🎁"] == 0
    assert {topic[query] for query in PHONE} == {1}  # 51 searches
    assert {topic[query] for query in GARDEN} == {2}  # 45 searches
    sizes = found.table.set_index(SearchTopic.TOPIC)
    assert sizes.index.tolist() == [1, 2, 0]
    assert sizes[SearchTopic.SEARCHES].tolist() == [51, 45, 52]
    assert sizes[SearchTopic.QUERIES].tolist() == [4, 9, 2]
    assert sizes[SearchTopic.SHARE].sum() == pytest.approx(1.0)
    assert set(sizes[SearchTopic.WORDS][1]) >= {"手机", "壳"}
    assert sizes[SearchTopic.WORDS][2][0] == "garden"
    assert sizes[SearchTopic.EXAMPLES][1][0] == "手机壳"
    assert sizes[SearchTopic.WORDS][0] == ()


def test_how_many_topics_is_said() -> None:
    found = search_topics(table(GARDEN))
    assert found.n == 2  # √(9 / 2)
    assert found.told.startswith("2 topics among 9 queries that share words: the square root of")
    again = search_topics(table(GARDEN))
    pd.testing.assert_frame_equal(found.table, again.table)


def test_words_stand_as_they_were_typed() -> None:
    found = search_topics(table({"canvas bags": 9, "canvas shoes": 4, "red bags": 3, "red hat": 2}))
    words = {word for words in found.table[SearchTopic.WORDS] for word in words}
    assert {"canvas", "bags", "red"} == words


@pytest.mark.parametrize("counts", [{}, {"sofa": 3}, {"sofa": 3, "lamp": 2}, {"the": 2, "of": 1}])
def test_nothing_shared_is_no_topic(counts: dict[str, int]) -> None:
    found = search_topics(table(counts))
    assert (found.n, len(found.table)) == (0, 1)
    assert "there are no topics" in found.told
    assert found.table[SearchTopic.SEARCHES][0] == sum(counts.values())


def test_a_number_of_topics_that_cannot_be() -> None:
    with pytest.raises(ParameterError, match="2 to 50"):
        search_topics(table(GARDEN), k=1)
