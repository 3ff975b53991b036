#!/usr/bin/env python3
"""Runs umap-learn and Tracemap's compute core on one matrix, turn about, warm, and prints the ratios.

usage: compare.py FILE.npy [ROUNDS] [THREADS]

Needs Debian's umap-learn, python3-sklearn and python3-numba (use /usr/bin/python3) and a compiled pipeline module.
Prints one line of JSON: seconds per stage of the fastest round of each (wall clock and processor time), the ratios,
and the quality of each one's layouts (kNN recall and trustworthiness at 15 on a sample). On a busy machine only the
ratio of processor times means anything. Neither side builds a cluster tree here.
"""
import json, os, subprocess, sys, time, warnings

here = os.path.dirname(os.path.abspath(__file__))
data = sys.argv[1]
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
threads = int(sys.argv[3]) if len(sys.argv) > 3 else os.cpu_count()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = str(threads)
warnings.filterwarnings("ignore")
import numpy as np
import umap
from sklearn.metrics import pairwise_distances
from umap.umap_ import nearest_neighbors

K = 15
X = np.load(data)


def neighbours(points):
    if len(points) < 4096:  # umap-learn's own rule: it computes its exact graph inside fit
        return None
    return nearest_neighbors(points, K, "cosine", {}, False, np.random.RandomState(1), True, True, n_jobs=-1)


def layout(points, graph, dimensions, min_dist):
    more = {} if graph is None else {"precomputed_knn": graph}
    model = umap.UMAP(n_neighbors=K, n_components=dimensions, metric="cosine", min_dist=min_dist, **more)
    return model.fit_transform(points)


def timed(into, stage, work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    into[stage] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return result


def peer_round():
    seconds = {}
    graph = timed(seconds, "neighbours", lambda: neighbours(X))
    space = timed(seconds, "umap100", lambda: layout(X, graph, 100, 0.0))
    plane = timed(seconds, "umap2", lambda: layout(X, graph, 2, 0.1))
    return seconds, space, plane


def quality(layout_of, sample, ranks):
    E = layout_of.astype(np.float32)
    E = E - E.mean(0)
    D = (E[sample] ** 2).sum(1)[:, None] - 2 * E[sample] @ E.T + (E**2).sum(1)
    D[np.arange(len(sample)), sample] = np.inf
    found = np.take_along_axis(ranks, np.argpartition(D, K, axis=1)[:, :K], 1)
    n = len(X)
    worst = len(sample) * K * (2 * n - 3 * K - 1)
    return {
        "recall": round(float((found < K).mean()), 4),
        "trustworthiness": round(float(1 - 2 / worst * np.maximum(0, found - K + 1).sum()), 4),
    }


java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
classes = os.path.join(here, "..", "target", "classes")
saved = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"tracemap-compare-{os.getpid()}")
ours = subprocess.Popen(
    [java, "--add-modules", "jdk.incubator.vector", "-Xmx4g", "-cp", classes,
     os.path.join(here, "StageTimes.java"), data, str(threads), saved],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def our_round():
    ours.stdin.write("go\n")
    ours.stdin.flush()
    return json.loads(ours.stdout.readline())


W = X[: min(len(X), 4200)]
for dimensions in (100, 2):  # compilation is not timed
    umap.UMAP(n_components=dimensions, metric="cosine", n_epochs=3, init="random").fit(W)
for _ in range(2):
    our_round()

stages = ("neighbours", "umap100", "umap2")
best = {"umap-learn": None, "tracemap": None}
for _ in range(rounds):
    seconds, space, plane = peer_round()
    for name, one in (("umap-learn", seconds), ("tracemap", our_round())):
        total = sum(one[s]["cpu"] for s in stages)
        if best[name] is None or total < sum(best[name][s]["cpu"] for s in stages):
            best[name] = one
ours.stdin.close()
ours.wait()

sample = np.sort(np.random.default_rng(0).choice(len(X), min(len(X), 1000), replace=False))
D = 1 - X[sample] @ X.T
D[np.arange(len(sample)), sample] = np.inf
ranks = np.argsort(np.argsort(D, 1, kind="stable"), 1, kind="stable")
report = {"data": os.path.basename(data), "n": X.shape[0], "d": X.shape[1], "threads": threads, "seconds": best}
for kind in ("wall", "cpu"):
    sums = {name: sum(best[name][s][kind] for s in stages) for name in best}
    report["ratio_" + kind] = round(sums["umap-learn"] / sums["tracemap"], 1)
report["quality"] = {
    "umap-learn": {"umap100": quality(space, sample, ranks), "umap2": quality(plane, sample, ranks)},
    "tracemap": {s: quality(np.load(f"{saved}.{s}.npy"), sample, ranks) for s in stages[1:]},
}
for s in stages[1:]:
    os.remove(f"{saved}.{s}.npy")
print(json.dumps(report))
