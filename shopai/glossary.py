"""Terms of statistics the product uses, each with its plain meaning and formula."""

from __future__ import annotations

from typing import Final, NamedTuple

from shopai.messages import N_, _


class Term(NamedTuple):
    """A term of the field."""

    name: str  # as it is written on the screen
    meaning: str  # one or two sentences without other terms
    formula: str = ""  # in plain characters; none where the meaning says it all

    def explained(self) -> str:
        """Meaning and formula, in the reader's language."""
        return _(self.meaning) + (f"\n\n`{self.formula}`" if self.formula else "")


#: The terms by a short name; every page explains them in these words.
GLOSSARY: Final[dict[str, Term]] = {
    "k-means": Term(
        N_("K-means"),
        N_(
            "Puts each customer into the group whose average is nearest, and moves the averages "
            "until nobody changes any more."
        ),
        "min Σ ‖x − centre of its group‖²",
    ),
    "silhouette": Term(
        N_("Silhouette"),
        N_(
            "How much nearer a customer is to the own group than to the next one: 1 is well "
            "inside, 0 on the border, below 0 nearer to the other group."
        ),
        "(b − a) / max(a, b); a, b: mean distance to the own and to the next group",
    ),
    "gap": Term(
        N_("Gap statistic"),
        N_(
            "How much tighter the groups are than groups made of customers scattered evenly, "
            "where there are none."
        ),
        "mean log(spread of scattered data) − log(spread of these data)",
    ),
    "stability": Term(
        N_("Stability"),
        N_(
            "Customers are drawn anew many times; a stable segment comes back each time with "
            "mostly the same customers. 1 is always, below 0.6 is not to be trusted."
        ),
        "mean of |A ∩ B| / |A ∪ B| (Jaccard)",
    ),
    "rand": Term(
        N_("Adjusted Rand index"),
        N_("How far two groupings agree: 1 is the same grouping, 0 what chance would give."),
        "(agreeing pairs − expected) / (most possible − expected)",
    ),
    "calinski-harabasz": Term(
        N_("Calinski–Harabasz index"),
        N_("Distance between the groups against the spread within; higher is clearer."),
        "[between / (K − 1)] / [within / (n − K)]",
    ),
    "davies-bouldin": Term(
        N_("Davies–Bouldin index"),
        N_("How much each group overlaps with the one most like it; lower is clearer."),
        "mean over groups of max (spread + spread) / distance",
    ),
    "inertia": Term(
        N_("Inertia"),
        N_("The spread within the groups; it falls with every further group."),
        "Σ ‖x − centre of its group‖²",
    ),
    "variance": Term(
        N_("Share of the variance"),
        N_(
            "How much of the differences between customers the map shows; the rest is in "
            "directions it leaves out."
        ),
        "variance along the axis / variance in all",
    ),
    "skewness": Term(
        N_("Skewness"),
        N_(
            "0 is symmetric; above 1 there is a long tail, in which a few customers would decide "
            "the distances."
        ),
        "mean((x − mean)³) / standard deviation³",
    ),
    "bg/nbd": Term(
        N_("BG/NBD"),
        N_(
            "A model of repeat purchases: each customer buys at an own rate, and after each "
            "purchase leaves for good with an own probability (Fader, Hardie and Lee, 2005)."
        ),
        "rates ~ Gamma(r, α), leaving ~ Beta(a, b)",
    ),
    "gamma-gamma": Term(
        N_("Gamma–Gamma"),
        N_(
            "A model of what a purchase is worth: amounts vary around each customer's own mean, "
            "and those means differ between customers."
        ),
        "amounts ~ Gamma(p, ν), ν ~ Gamma(q, v)",
    ),
    "likelihood": Term(
        N_("Log-likelihood"),
        N_("How well a model with these parameters fits the purchases; the largest is taken."),
        "Σ log P(purchases of a customer)",
    ),
    "calibration": Term(
        N_("Calibration"),
        N_(
            "The model is made without the last days and asked what happens in them; then that "
            "is compared with what happened."
        ),
    ),
    "support": Term(
        N_("Support"),
        N_("The share of all baskets that hold both sides of a rule."),
        "baskets with both / all baskets",
    ),
    "confidence": Term(
        N_("Confidence"),
        N_("Of the baskets with the first side, the share that holds the second too."),
        "baskets with both / baskets with the first",
    ),
    "lift": Term(
        N_("Lift"),
        N_("How many times as often as if the two had nothing to do with each other; 1 is chance."),
        "confidence / share of all baskets with the second",
    ),
    "leverage": Term(
        N_("Leverage"),
        N_("The share of baskets with both, less what chance would give: what is beyond chance."),
        "support − share with the first × share with the second",
    ),
    "conviction": Term(
        N_("Conviction"),
        N_(
            "How many times more often the first would come without the second by chance; 1 is "
            "chance, none where it never does."
        ),
        "(1 − share with the second) / (1 − confidence)",
    ),
    "zhang": Term(
        N_("Zhang's metric"),
        N_("From −1, never together, through 0, chance, to 1, never apart."),
        "leverage / max(support (1 − share with the first), share with the first × (share with "
        "the second − support))",
    ),
    "fisher": Term(
        N_("Fisher's exact test"),
        N_("How likely so many baskets with both would come by chance alone."),
        "hypergeometric probability of as many or more",
    ),
    "wilson": Term(
        N_("Wilson interval"),
        N_(
            "The range of a share that holds the true one in 95 of 100 such samples; it is "
            "sensible for few cases too. One customer's searches count less than as many "
            "customers'."
        ),
        "(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)",
    ),
    "fdr": Term(
        N_("False discovery rate"),
        N_(
            "Of all that are called real, the part that may be chance: with many tests, each must "
            "stand out the more (Benjamini and Hochberg)."
        ),
    ),
    "tf-idf": Term(
        N_("TF-IDF"),
        N_("Weighs a word the more, the fewer queries it is in."),
        "log((1 + queries) / (1 + queries with the word)) + 1",
    ),
    "nmf": Term(
        N_("Non-negative matrix factorisation"),
        N_("Finds a few groups of words whose sums come nearest to the queries' words."),
        "min ‖V − W H‖², W, H ≥ 0",
    ),
    "cosine": Term(
        N_("Cosine"),
        N_("1 when two prefer the same items in the same proportions, 0 with none in common."),
        "Σ x·y / (‖x‖ · ‖y‖)",
    ),
    "cosine_corated": Term(
        N_("Cosine of shared items"),
        N_("The same over the items both have: 1 for any two with a single item in common."),
        "Σ x·y / (‖x‖ · ‖y‖), norms over shared items",
    ),
    "pearson": Term(
        N_("Pearson correlation"),
        N_("1 when two rank the items they share alike, −1 when oppositely."),
        "Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² · Σ (y − ȳ)²)",
    ),
    "pearson_baseline": Term(
        N_("Pearson, careful"),
        N_(
            "As Pearson, less what is usual for the customer and the item, and drawn towards 0 "
            "the fewer items two share."
        ),
        "Σ x·y / √(Σ x² · Σ y²) · (m − 1) / (m − 1 + 100), x and y less μ + bᵤ + bᵢ",
    ),
    "msd": Term(
        N_("Closeness of scores"),
        N_("1 when two give the items they share the same scores, less the further these are."),
        "1 / (mean (x − y)² + 1)",
    ),
    "jaccard": Term(
        N_("Jaccard"),
        N_("The share of items both have among the items either has, whatever the scores."),
        "|A ∩ B| / |A ∪ B|",
    ),
    "prefixspan": Term(
        N_("PrefixSpan"),
        N_(
            "Finds all orders of steps that enough customers go through, by making each longer "
            "step by step (Pei and others, 2001)."
        ),
    ),
    "sequence support": Term(
        N_("Support of a pattern"),
        N_("The share of customers who go that way at least once; each customer counts once."),
        "customers with the pattern / customers",
    ),
    "markov": Term(
        N_("Markov chain"),
        N_(
            "A table of what comes next that looks back on the last step, or the last two, and "
            "on nothing before."
        ),
        "P(next | last) = times next came after last / times of last",
    ),
    "kaplan-meier": Term(
        N_("Kaplan–Meier curve"),
        N_(
            "The share who have bought again by each day; those who were not seen long enough "
            "count for as long as they were seen."
        ),
        "1 − Π (1 − bought again that day / still waiting)",
    ),
    "newcombe": Term(
        N_("Newcombe interval"),
        N_("The range of a difference between two shares, made of the ranges of both."),
    ),
    "interval": Term(
        N_("95% interval"),
        N_("The range that holds the true value in 95 of 100 such samples."),
    ),
    "bootstrap": Term(
        N_("Bootstrap"),
        N_("Customers are drawn anew from these, many times, to see how much a figure varies."),
    ),
    "p": Term(
        N_("p-value"),
        N_("How often chance alone would show a difference at least as large."),
    ),
    "ndcg": Term(
        N_("NDCG"),
        N_(
            "How many of the items a customer turned to are in the list, the earlier ones counting "
            "more: 1 for the best possible list, 0 for one without any. It is low in any shop: of "
            "hundreds of items, a customer takes up a few."
        ),
        "Σ right(rank) / log2(rank + 1), over the same of the best list",
    ),
    "hit rate": Term(
        N_("Hit rate"),
        N_("The share of the lists that hold at least one item the customer turned to."),
    ),
    "recall": Term(
        N_("Recall"),
        N_("Of all items the customer turned to, the share that was in the list."),
        "right items in the list / all right items",
    ),
    "coverage": Term(
        N_("Catalogue coverage"),
        N_("The share of the shop's items that are in anybody's list."),
        "items in any list / all items",
    ),
    "rmse": Term(
        N_("RMSE"),
        N_("How far predicted ratings are from those given, large misses counting more."),
        "√ mean (predicted − given)²",
    ),
    "holm": Term(
        N_("Holm's correction"),
        N_(
            "With many models compared, one may lead by luck. Each p-value is made larger, so that "
            "among all of them together a false lead stays rare."
        ),
        "smallest p × number of pairs, the next × one less, …",
    ),
}
