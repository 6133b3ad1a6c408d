"""How large the machine is that a figure was measured on: said beside every such figure."""

import os


def machine():
    """“2 cores, 8 GB of memory”: those this process may use."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0))
    return f"{cores} {'core' if cores == 1 else 'cores'}, {round(memory / 2**30)} GB of memory"
