"""A county's graph with rdflib, pandas and networkx: three tables and one figure.

Reads like a notebook; run it, or paste it cell by cell:

    python tests/notebook/county.py exports/taibai-2021 figures.png
"""

# %% The graph: rdflib's interface, Oxigraph behind it
import sys

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import networkx as nx

import kg

graph = kg.load(sys.argv[1])
print(len(graph), "triples")

# %% SPARQL, row by row; the prefixes are known
for row in graph.query("SELECT ?name { ?x a kg:Village ; rdfs:label ?name } ORDER BY ?name"):
    print(row.name)

# %% A ready question as a DataFrame, in one call
money = kg.to_dataframe(graph, "money")
print(money[["measure", "words", "value"]].head().to_string(index=False))

# %% Relations as a network: who has most to do with whom?
relations = kg.to_dataframe(graph, "relations")
network = nx.from_pandas_edgelist(relations, "subject", "object", "relation", create_using=nx.MultiDiGraph)
central = sorted(nx.degree_centrality(network).items(), key=lambda pair: (-pair[1], pair[0]))
print(*(f"{value:.2f} {name}" for name, value in central[:5]), sep="\n")

# %% One figure: how many figures are about whom
counts = kg.to_dataframe(
    graph,
    """SELECT ?about (COUNT(?figure) AS ?figures) {
        ?figure schema:observationAbout/rdfs:label ?about
    } GROUP BY ?about ORDER BY DESC(?figures) ?about LIMIT 10""",
)
plt.rcParams["font.sans-serif"] = [
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "DejaVu Sans",
]
axes = counts[::-1].plot.barh(x="about", y="figures", legend=False, figsize=(7, 4))
axes.set_xlabel("数字的个数 number of figures")
axes.set_ylabel("")
plt.tight_layout()
plt.savefig(sys.argv[2], dpi=110)
print(sys.argv[2])
