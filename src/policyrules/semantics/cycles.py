"""What depends on itself?"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

N = TypeVar("N", bound=Hashable)


def cycles_in(graph: Mapping[N, Iterable[N]]) -> list[tuple[N, ...]]:
    """Return one circle for each group of things that depend on each other, as they stand in the graph.

    Each circle begins with its first node in the graph's order; a node that depends on itself is a
    circle of one, besides. Works in linear time and without recursion, however long the chains are.

    >>> cycles_in({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d"]})
    [('b', 'c'), ('d',)]
    """
    number = {node: at for at, node in enumerate(graph)}
    found: list[tuple[N, ...]] = [(node,) for node, onward in graph.items() if node in onward]
    found += [
        _shortest(graph, min(group, key=number.__getitem__), set(group))
        for group in _groups(graph)
        if len(group) > 1
    ]
    found.sort(key=lambda cycle: (number[cycle[0]], len(cycle)))
    return found


def _shortest(graph: Mapping[N, Iterable[N]], start: N, group: set[N]) -> tuple[N, ...]:
    """Return a shortest way from a node through others of its group back to itself."""
    came_from: dict[N, N] = {}
    border = [start]
    while border:
        following: list[N] = []
        for node in border:
            for onward in graph[node]:
                if onward == start and node != start:
                    way = [node]
                    while way[-1] != start:
                        way.append(came_from[way[-1]])
                    return tuple(reversed(way))
                if onward in group and onward not in came_from and onward != start:
                    came_from[onward] = node
                    following.append(onward)
        border = following
    return (start,)


def _groups(graph: Mapping[N, Iterable[N]]) -> list[list[N]]:
    """Return the strongly connected groups (Tarjan's algorithm, with its own stack)."""
    index: dict[N, int] = {}
    low: dict[N, int] = {}
    on_stack: set[N] = set()
    stack: list[N] = []
    groups: list[list[N]] = []
    for root in graph:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, onward = work[-1]
            for following in onward:
                if following not in graph:
                    continue
                if following not in index:
                    index[following] = low[following] = len(index)
                    stack.append(following)
                    on_stack.add(following)
                    work.append((following, iter(graph[following])))
                    break
                if following in on_stack:
                    low[node] = min(low[node], index[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: list[N] = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    groups.append(group)
    return groups
