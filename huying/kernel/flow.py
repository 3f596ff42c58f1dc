"""A process drawn for the wall: states as boxes from top to bottom, verbs on the lines between them, as plain SVG.

The layers come from the order in which the machine lists its states ("in the order people meet them"): a line to a
later state goes down and is solid, a line back up is dashed. Every label takes part in the layout as a node of its own,
so that no two can lie on each other. Attributes only, no style sheet, no script, no ids: it may stand inside any page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from huying.kernel.machine import Machine
from huying.kernel.words import N_

_INK, _SOFT, _LINE, _PAPER, _GROUND = "#1d2126", "#565e69", "#8f8a80", "#ffffff", "#f7f5f1"
_RED, _GREEN, _GREEN_WASH, _BLUE = "#a3211d", "#2c6b4b", "#e8f3ed", "#1f5799"
_FONT = "'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
_STATE, _VERB, _STAY, _TITLE = 22, 16, 15, 30
_GAP_X, _GAP_Y, _PAD = 26, 30, 48
_AND = N_("、")
# An end that so many steps lead to by the same verb is named in their boxes instead of drawn as so many lines.
_MANY = 5


@dataclass(eq=False, slots=True)
class _Node:
    """A box, a label or a bend of a long line, in one layer."""

    kind: str
    layer: int
    lines: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    state: str = ""
    width: float = 6
    height: float = 0
    x: float = 0
    y: float = 0
    up: list["_Node"] = field(default_factory=list)
    down: list["_Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line through its nodes, upper end first; ``back`` when it is walked upwards."""

    nodes: tuple[_Node, ...]
    back: bool


def svg(machine: Machine, *, lit: str | None = None, title: str = "", translate: Callable[[str], str] = str) -> str:
    """The whole process as one SVG document.

    Args:
        machine: the process.
        lit: the state a case is in now, drawn in red; None for none.
        title: stands above the drawing and names it for screen readers.
        translate: gettext, for another language than Chinese.
    """
    boxes, edges, layers = _plan(machine, translate)
    _order(layers)
    _place(layers)
    top = _PAD + (_TITLE + 36 if title else 0) + 34
    bottom = _stack(layers, top)
    left = min(node.x - node.width / 2 for layer in layers for node in layer)
    right = max(node.x + node.width / 2 for layer in layers for node in layer)
    legend = _legend(machine, translate)
    width = max(right - left, _wide(title, _TITLE), _wide("".join(legend), _STAY) + 250) + 2 * _PAD
    shift = width / 2 - (left + right) / 2
    for layer in layers:
        for node in layer:
            node.x += shift
    height = bottom + 84
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(title or machine.name)} font-family="{_FONT}">',
        f"<title>{escape(title or machine.name)}</title>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{_GROUND}"/>',
    ]
    if title:
        parts.append(_text(width / 2, _PAD + _TITLE, title, size=_TITLE, colour=_INK, weight=700))
    ports = _ports(edges)
    parts += [_line(edge, ports) for edge in edges]
    parts.append(_start(boxes[machine.start]))
    parts += [_label(node) for layer in layers for node in layer if node.kind == "label"]
    parts += [_box(node, lit == state, state in machine.ends) for state, node in boxes.items()]
    parts += _legend_row(legend, width, bottom + 46)
    return "\n".join([*parts, "</svg>\n"])


# ── what stands where ────────────────────────────────────────────────────────────────────────────────


def _plan(machine: Machine, translate: Callable[[str], str]) -> tuple[dict[str, _Node], list[_Edge], list[list[_Node]]]:
    """Boxes, lines and layers: boxes in even layers, labels in the odd one next to where the verb is chosen."""
    rank = _ranks(machine)
    stays, exits, moves = _words(machine, translate)
    boxes = {
        state: _state_node(
            state,
            translate(machine.states[state]),
            translate(_AND).join(stays[state]),
            translate(_AND).join(exits[state]),
            rank[state],
        )
        for state in machine.states
    }
    layers: list[list[_Node]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for node in boxes.values():
        layers[node.layer].append(node)
    edges = []
    for (before, after), words in moves.items():
        back = rank[after] <= rank[before]
        upper, lower = (boxes[after], boxes[before]) if back else (boxes[before], boxes[after])
        chain = [upper, *_between(upper, lower, _wrap(translate(_AND).join(words), 9), back), lower]
        for node in chain[1:-1]:
            layers[node.layer].append(node)
        for a, b in pairwise(chain):
            a.down.append(b)
            b.up.append(a)
        edges.append(_Edge(tuple(chain), back))
    return boxes, edges, layers


_Spoken = dict[str, list[str]]


def _words(
    machine: Machine, translate: Callable[[str], str]
) -> tuple[_Spoken, _Spoken, dict[tuple[str, str], list[str]]]:
    """The verbs' words: what stays in a state, what leads from it to a crowded one, and what goes along each line."""
    stays: _Spoken = {state: [] for state in machine.states}
    exits: _Spoken = {state: [] for state in machine.states}
    moves: dict[tuple[str, str], list[str]] = {}
    always, crowded = _always(machine), _crowded(machine)
    for (before, verb), after in machine.table.items():
        word = translate(machine.verbs[verb])
        if (verb, after) in crowded:
            exits[before].append(word)
        elif before != after:
            moves.setdefault((before, after), []).append(word)
        elif verb not in always or before in machine.ends:
            stays[before].append(word)
    return stays, exits, moves


def _ranks(machine: Machine) -> dict[str, int]:
    """Even layer of every state: below every state listed before it that a verb joins it to, in either direction."""
    place = {state: n for n, state in enumerate(machine.states)}
    rank = dict.fromkeys(machine.states, 0)
    for state in machine.states:
        joined = {a if b == state else b for (a, _), b in machine.table.items() if state in (a, b)}
        rank[state] = max((rank[near] + 2 for near in joined if place[near] < place[state]), default=0)
    return rank


def _always(machine: Machine) -> list[str]:
    """Verbs that change nothing and may be done at every step before the end: named once, below."""
    steps = [state for state in machine.states if state not in machine.ends]
    return [
        verb
        for verb in machine.verbs
        if len(steps) > 2 and all(machine.table.get((state, verb)) == state for state in steps)
    ]


def _crowded(machine: Machine) -> set[tuple[str, str]]:
    """(verb, end) pairs that come from too many steps to draw."""
    pairs = [(verb, after) for (_, verb), after in machine.table.items() if after in machine.ends]
    return {pair for pair in pairs if pairs.count(pair) >= _MANY}


def _state_node(state: str, label: str, stays: str, exits: str, layer: int) -> _Node:
    lines = _wrap(label, 9)
    extra = (_wrap("↻ " + stays, 13) if stays else ()) + (_wrap("⊗ " + exits, 13) if exits else ())
    width = max([_wide(line, _STATE) for line in lines] + [_wide(line, _STAY) for line in extra]) + 40
    height = len(lines) * 30 + len(extra) * 22 + 22
    return _Node("state", layer, lines, extra, state, max(width, 132), height)


def _between(upper: _Node, lower: _Node, words: tuple[str, ...], back: bool) -> list[_Node]:
    at = lower.layer - 1 if back else upper.layer + 1
    width = max(_wide(line, _VERB) for line in words) + 14
    return [
        _Node("label", layer, words, width=width, height=len(words) * 21 + 6) if layer == at else _Node("bend", layer)
        for layer in range(upper.layer + 1, lower.layer)
    ]


def _order(layers: list[list[_Node]]) -> None:
    """Fewer crossings: every layer sorted by the mean place of its neighbours, up and down, the best one kept."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for turn in range(24):
        downward = turn % 2 == 0
        for layer in layers if downward else reversed(layers):
            place = {node: n for other in layers for n, node in enumerate(other)}
            mean = {
                node: _mean([place[near] for near in (node.up if downward else node.down)], place[node])
                for node in layer
            }
            layer.sort(key=mean.__getitem__)
        if (now := _crossings(layers)) < fewest:
            best, fewest = [list(layer) for layer in layers], now
    for layer, kept in zip(layers, best, strict=True):
        layer[:] = kept


def _crossings(layers: list[list[_Node]]) -> int:
    found = 0
    for upper, lower in pairwise(layers):
        place = {node: n for n, node in enumerate(lower)}
        ends = [place[below] for node in upper for below in sorted(node.down, key=place.__getitem__)]
        found += sum(a > b for n, a in enumerate(ends) for b in ends[n + 1 :])
    return found


def _place(layers: list[list[_Node]]) -> None:
    """Straight lines: every node goes where its neighbours are, as far as the order and the widths allow."""
    for layer in layers:
        _settle(layer, [0.0] * len(layer))
    for turn in range(120):
        for layer in layers if turn % 2 == 0 else reversed(layers):
            tied = [node.x for node in layer if node.up or node.down]
            for node in layer:
                if not (node.up or node.down) and tied:
                    node.x = sum(tied) / len(tied)
            _settle(layer, [_wish(node, both=turn >= 40, upward=turn % 2 == 0) for node in layer])


def _wish(node: _Node, *, both: bool, upward: bool) -> float:
    """Where a node wants to be: at the mean of its neighbours; other bends of the same line pull hardest."""
    near = [*node.up, *node.down] if both else node.up if upward else node.down
    pull = [8.0 if node.kind == other.kind == "bend" else 1.0 for other in near]
    return sum(other.x * p for other, p in zip(near, pull, strict=True)) / sum(pull) if near else node.x


def _settle(layer: list[_Node], wish: Sequence[float]) -> None:
    """The nearest places to ``wish`` that keep order and distance (pool adjacent violators, weighted)."""
    offset, blocks = 0.0, []
    offsets = []
    for n, node in enumerate(layer):
        if n:
            offset += (layer[n - 1].width + node.width) / 2 + _GAP_X
        offsets.append(offset)
        weight = 4.0 if node.kind == "bend" else 1.0
        blocks.append([(wish[n] - offset) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    spots = [total / weight for total, weight, count in blocks for _ in range(int(count))]
    for node, spot, shift in zip(layer, spots, offsets, strict=True):
        node.x = spot + shift


def _stack(layers: list[list[_Node]], top: float) -> float:
    """Give every layer its height; a bend is as tall as its layer, so that lines run straight past boxes."""
    for layer in layers:
        tall = max((node.height for node in layer), default=0)
        for node in layer:
            node.y = top + tall / 2
            if node.kind == "bend":
                node.height = tall
        top += tall + _GAP_Y
    return top - _GAP_Y


def _ports(edges: list[_Edge]) -> dict[tuple[_Node, _Node, bool], float]:
    """Where each line leaves (or reaches) its box, spread along the side in the order of where it goes."""
    sides: dict[tuple[_Node, bool], list[tuple[float, _Edge]]] = {}
    for edge in edges:
        first, last = edge.nodes[0], edge.nodes[-1]
        sides.setdefault((first, True), []).append((edge.nodes[1].x, edge))
        sides.setdefault((last, False), []).append((edge.nodes[-2].x, edge))
    found = {}
    for (node, below), lines in sides.items():
        step = min(30.0, node.width * 0.8 / len(lines))
        for n, (_, edge) in enumerate(sorted(lines, key=lambda line: line[0])):
            near = edge.nodes[1] if below else edge.nodes[-2]
            found[node, near, below] = node.x + (n - (len(lines) - 1) / 2) * step
    return found


# ── how it looks ─────────────────────────────────────────────────────────────────────────────────────


def _line(edge: _Edge, ports: dict[tuple[_Node, _Node, bool], float]) -> str:
    first, *middle, last = edge.nodes
    start = ports[first, edge.nodes[1], True], first.y + first.height / 2
    end = ports[last, edge.nodes[-2], False], last.y - last.height / 2
    tip = start if edge.back else end
    away = 9 if edge.back else -9
    points = [start, *((n.x, n.y + s * n.height / 2) for n in middle for s in (-1, 1)), end]
    points[0 if edge.back else -1] = tip[0], tip[1] + away
    gap = 2 * next(n for n, node in enumerate(middle) if node.kind == "label") + 2
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for n, ((x0, y0), (x1, y1)) in enumerate(pairwise(points), start=1):
        half = (y0 + y1) / 2
        bent = f"C{x0:.1f},{half:.1f} {x1:.1f},{half:.1f} " if abs(x0 - x1) >= 0.5 else "L"
        path += f" {'M' if n == gap else bent}{x1:.1f},{y1:.1f}"
    colour, dash = (_BLUE, ' stroke-dasharray="7 5"') if edge.back else (_SOFT, "")
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>' + _head(*tip, away, colour)


def _head(x: float, y: float, away: float, colour: str) -> str:
    return f'<path d="M{x:.1f},{y:.1f} l-6,{away * 1.3:.1f} h12 z" fill="{colour}"/>'


def _start(node: _Node) -> str:
    x, y = node.x, node.y - node.height / 2
    if node.up:
        x -= node.width / 2 - 20
    return (
        f'<circle cx="{x:.1f}" cy="{y - 32:.1f}" r="7" fill="{_INK}"/>'
        f'<path d="M{x:.1f},{y - 26:.1f} V{y - 9:.1f}" stroke="{_INK}" stroke-width="2"/>' + _head(x, y, -9, _INK)
    )


def _label(node: _Node) -> str:
    """The words in the gap of their line; a halo keeps other lines off them."""
    words = _block(node.x, node.y - node.height / 2 + 3, node.lines, size=_VERB, step=21, colour=_INK)
    return f'<g stroke="{_GROUND}" stroke-width="6" stroke-linejoin="round" paint-order="stroke">{words}</g>'


def _box(node: _Node, lit: bool, end: bool) -> str:
    left, top = node.x - node.width / 2, node.y - node.height / 2
    fill, stroke, ink = (_RED, _RED, _PAPER) if lit else (_GREEN_WASH, _GREEN, _INK) if end else (_PAPER, _LINE, _INK)
    size = f'width="{node.width:.1f}" height="{node.height:.1f}"'
    out = f'<rect x="{left:.1f}" y="{top:.1f}" {size} rx="12" fill="{fill}" stroke="{stroke}" stroke-width="2"/>'
    if end:
        if not node.up:
            out += _text(node.x, top - 8, "⊗", size=_STATE, colour=_SOFT)
        inner = f'width="{node.width - 10:.1f}" height="{node.height - 10:.1f}"'
        ring = _PAPER if lit else _GREEN
        out += f'<rect x="{left + 5:.1f}" y="{top + 5:.1f}" {inner} rx="8" fill="none" stroke="{ring}"/>'
    out += _block(node.x, top + 11, node.lines, size=_STATE, step=30, colour=ink, weight=700)
    return out + _block(
        node.x, top + 11 + 30 * len(node.lines), node.extra, size=_STAY, step=22, colour=_PAPER if lit else _SOFT
    )


def _block(x: float, top: float, lines: Iterable[str], *, size: int, step: int, colour: str, weight: int = 400) -> str:
    return "".join(
        _text(x, top + step * n + step / 2 + size * 0.36, line, size=size, colour=colour, weight=weight)
        for n, line in enumerate(lines)
    )


def _text(x: float, y: float, words: str, *, size: int, colour: str, weight: int = 400, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _legend(machine: Machine, translate: Callable[[str], str]) -> list[str]:
    words = [translate(word) for word in (N_("往下走"), N_("往回走"), N_("到此结束"), N_("↻ 做了仍在这一步"))]
    if _crowded(machine):
        words.append(translate(N_("⊗ 可以就此结束")))
    if always := _always(machine):
        verbs = translate(_AND).join(translate(machine.verbs[verb]) for verb in always)
        words.append(translate(N_("↻ 随时可以：%(verbs)s")) % {"verbs": verbs})
    return words


def _legend_row(words: Sequence[str], width: float, y: float) -> list[str]:
    x = (width - _wide("".join(words), _STAY) - 250) / 2
    out = []
    for n, word in enumerate(words):
        if n < 2:
            dash, colour = (' stroke-dasharray="7 5"', _BLUE) if n else ("", _SOFT)
            out.append(f'<path d="M{x:.1f},{y:.1f} h34" stroke="{colour}" stroke-width="2"{dash}/>')
        elif n == 2:
            out.append(
                f'<rect x="{x + 6:.1f}" y="{y - 9:.1f}" width="28" height="18" rx="5" fill="{_GREEN_WASH}" '
                f'stroke="{_GREEN}" stroke-width="2"/>'
            )
        x += 42 if n < 3 else 0
        out.append(_text(x, y + 5, word, size=_STAY, colour=_SOFT, anchor="start"))
        x += _wide(word, _STAY) + 24
    return out


def _wide(words: str, size: int) -> float:
    """About how wide a line is: a Chinese character one em, a Latin letter a bit over half."""
    return size * sum(1.0 if ord(sign) > 0x2E7F else 0.58 for sign in words)


def _wrap(words: str, most: int) -> tuple[str, ...]:
    """Lines of about ``most`` ems, broken after 、 or at spaces where there are some."""
    lines = [""]
    for piece in words.replace("、", "、\n").replace(" ", " \n").split("\n"):
        if lines[-1] and _wide(lines[-1] + piece.rstrip(), 1) > most:
            lines.append("")
        lines[-1] += piece
    return tuple(line.strip() for line in lines if line.strip())


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
