"""A peer is a process that reads one command a line: `pass` does the work once and answers its seconds, with results, as JSON."""

import json
import sys
import time

import numpy as np


def array(entry):
    return np.fromfile(entry["path"], dtype=entry["type"]).reshape(entry["shape"])


def serve(prepare):
    """@param prepare from the specification to a function that does the work once and returns its results"""
    with open(sys.argv[1]) as file:
        work = prepare(json.load(file))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        if line.strip() != "pass":
            break
        start = time.perf_counter()
        results = work()
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, **results}), flush=True)


def fastest(candidates, run):
    """The candidate whose second run is the fastest."""
    times = []
    for candidate in candidates:
        run(candidate)
        start = time.perf_counter()
        run(candidate)
        times.append(time.perf_counter() - start)
    return candidates[int(np.argmin(times))]
