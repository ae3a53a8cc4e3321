"""Topics of the searches: words that come together in queries."""

from __future__ import annotations

from typing import Any

from pages.search import controls
from pages.search.controls import Request, terms_of
from pages.search.tables import TOPIC_COLUMNS
from pages.ui import show
from pages.ui.controls import slider
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from shopai.behaviour.search.topics import Topics, search_topics
from shopai.charts import search as charts
from shopai.columns import SearchTopic
from shopai.findings import search as findings
from shopai.sentences import plain


@session_cache(8, "Finding the topics …")
def topics_of(asked: Request, k: int | None) -> Topics:
    """Topics of the searches; None: as many as the number of queries suggests."""
    return search_topics(terms_of(asked).table, k)


def view(frame: Frame) -> None:
    request, terms = controls.terms(frame)
    about = "0: as many as suit the number of queries."
    look: dict[str, Any] = {"help": about, "width": 200, "at": frame.controls}
    k = slider("Number of topics", 0, 20, 0, "search_topics", **look)
    topics = topics_of(request, max(k, 2) if k else None)
    frame.say(findings.largest_topic(topics))
    if not topics.n:
        controls.to_most(frame)
        return
    show.chart(charts.topic_bars(topics), "search_topics_chart", f"Bars: {topics.told}")
    largest = topics.of_query.index[topics.of_query == topics.table[SearchTopic.TOPIC].iloc[0]]
    controls.lead_on(frame, terms, [str(query) for query in largest], ahead=False)
    shown = topics.table.copy()
    for name in (SearchTopic.WORDS, SearchTopic.EXAMPLES):
        shown[name] = [", ".join(cells) or "none of these" for cells in shown[name]]
    with frame.more:
        show.table(shown, "topics_table", TOPIC_COLUMNS, height="content")
    frame.file("The topics", shown, "search topics", key="download_topics")
    with frame.sure(plain(topics.told), "tf-idf", "nmf") as box:
        if box.open:
            controls.counting(terms)
