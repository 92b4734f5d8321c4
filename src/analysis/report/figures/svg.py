"""A drawing as a small, stable SVG text.

matplotlib writes valid SVG that is larger than it needs to be: six decimals of a point, long glyph names,
running numbers as ids, a style rule for the whole page, links to the sites of its authors. What is written
here is the same picture: coordinates to a hundredth of a point, ids that mean the same thing in every picture
(so that several can stand in one page), a title and a description for readers who do not see it, and a title
on every named mark.
"""

import re
from functools import lru_cache
from html import escape
from io import StringIO
from itertools import groupby
from xml.etree import ElementTree

from matplotlib.figure import Figure as Drawing

from analysis.report.figures import style

NAMESPACE = "http://www.w3.org/2000/svg"
_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}
_NUMBERS = re.compile(r'(?<=\s)(d|x|y|width|height|points|transform)="([^"]*)"')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_GLYPH = re.compile(r'<path id="([rbi][0-9a-f]+)" d="([^"]*)" transform="scale\(0\.015625\)"/>')
_LETTER = re.compile(r'<use xlink:href="#([^"]+)" transform="translate\(([-\d.]+) 0(?:\.0)?\)"/>')
_NAMED = re.compile(r'<g id="([^"]+)">')
_COMMAND = re.compile(r"([MLQCz])([^MLQCz]*)")
_SIGN = re.compile(
    r"<!-- (?P<sign>\S) -->\n<g (?P<look>[^>]*)"
    r'transform="translate\((?P<x>\S+) (?P<y>\S+)\) scale\((?P<size>\S+) \S+\)">\n'
    r'<use (?P<letter>href="#\w+")/>\n</g>\n'
)
_SIGNS = re.compile(rf"(?:{re.sub(r'P<[a-z]+>', ':', _SIGN.pattern)})+")
_WRAPPED = re.compile(r"<g>\n(<!--[^\n]*-->\n<g [^>]*>\n(?:(?!</?g)[^\n]*\n)*</g>\n)</g>\n")
_NEEDLESS = re.compile(r"\n(?=<use |<path id|</g>|</defs>)|(?<=-->)\n")
"""Line ends between the parts of one text: a notebook spends a dozen characters on every line."""
_GLYPH_GRAIN = 12.8


def write(drawing: Drawing, *, title: str, description: str, language: str, marks: dict[str, str]) -> str:
    """Return a drawing as SVG text, equal to the byte for equal drawings.

    Parameters
    ----------
    drawing
        The matplotlib figure, drawn under :func:`analysis.report.figures.style.house_style`.
    title, description
        What the picture says and shows, for screen readers.
    language
        ``"vi"`` or ``"en"``, written as ``xml:lang``.
    marks
        Title of each named mark, by the ``gid`` of its artist: shown on hover and read aloud.
    """
    buffer = StringIO()
    drawing.savefig(buffer, format="svg", metadata=_NO_METADATA)
    text = buffer.getvalue()
    head, body = text[text.index("<svg") :].split(">", 1)
    look = f'fill="{style.INK}" style="stroke-linejoin:round;stroke-linecap:butt"'
    opening = (
        f' role="img" xml:lang="{language}" {look}>\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>"
    )
    return _NUMBERS.sub(_rounded, head) + opening + _NAMED.sub(lambda m: _named(m, marks), _shorter(body))


def _shorter(text: str) -> str:
    """Say the same in fewer characters; what follows relies on the steps before it."""
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'<g id="[a-zA-Z.]+_\d+">', "<g>", text)
    text = re.sub(r"SourceSansPro-(Regular|Bold|It)-", lambda m: m[1][0].lower(), text)
    text = _GLYPH.sub(lambda m: _glyph(m[1], m[2]), text)
    text = _NUMBERS.sub(_rounded, text)
    text = _LETTER.sub(_letter, text)
    text = text.replace("xlink:href=", "href=").replace("; stroke-linejoin: miter", "")
    text = re.sub(r'(?<=style=")[^"]*', lambda m: m[0].replace(": ", ":").replace("; ", ";"), text)
    text = re.sub(r'style="fill:([^";]+)"', r'fill="\1"', text)
    text = text.replace(f'<g fill="{style.INK}" transform', "<g transform")
    text = re.sub(r"\n\s*", "\n", text)
    text = re.sub(r"<g>\n(<(?:use|path)[^>]*/>)\n</g>", r"\1", text)
    text = _WRAPPED.sub(r"\1", text)
    text = _SIGNS.sub(_signs, text)
    return _NEEDLESS.sub("", text)


@lru_cache(maxsize=4096)
def _glyph(name: str, path: str) -> str:
    """Write a glyph in grains of a 500th of its em, far below what a printer resolves."""
    return f'<path id="{name}" d="{_steps(path, _GLYPH_GRAIN, 1)}" transform="scale(.2)"/>'


def _letter(match: re.Match[str]) -> str:
    """Place a letter along its line, to a thousandth of its size."""
    at = f"{float(match[2]):.1f}".removesuffix(".0")
    return f'<use href="#{match[1]}"/>' if at == "0" else f'<use href="#{match[1]}" x="{at}"/>'


def _signs(match: re.Match[str]) -> str:
    """Gather texts of a single sign that follow one another: those of one look and size share a group."""
    written = []
    for (look, size), signs in groupby(_SIGN.finditer(match[0]), key=lambda m: (m["look"], m["size"])):
        written.append(f'<g {look}transform="scale({size} -{size})">\n')
        for sign in signs:
            x, y = (_plain(float(sign[axis]) / float(size)) for axis in "xy")
            written.append(f'<!-- {sign["sign"]} --><use {sign["letter"]} x="{x}" y="{_opposite(y)}"/>\n')
        written.append("</g>\n")
    return "".join(written)


def _opposite(number: str) -> str:
    return number[1:] if number.startswith("-") else f"-{number}"


def _steps(path: str, grain: float, size: float) -> str:
    """Write a path as steps from point to point, in whole grains, so that no error adds up."""
    here, start, written = (0, 0), (0, 0), []
    for command, numbers in _COMMAND.findall(path):
        grains = [round(float(n) / grain) for n in numbers.split()]
        points = list(zip(grains[::2], grains[1::2], strict=True))
        steps = [(_plain((x - here[0]) * size), _plain((y - here[1]) * size)) for x, y in points]
        if command == "L" and "0" in steps[0]:
            across, down = steps[0]
            written.append(f"v{down}" if across == "0" else f"h{across}")
        else:
            written.append(command.lower() + " ".join(n for step in steps for n in step))
        here = points[-1] if points else start
        start = here if command == "M" else start
    return "".join(written).replace(" -", "-")


def _rounded(match: re.Match[str]) -> str:
    """Round coordinates to a hundredth of a point; a scale keeps its digits."""
    name, numbers = match[1], match[2]
    if name == "d" and not numbers.islower():  # small letters: a glyph, which is written already
        return f'd="{_steps(numbers, 0.01, 0.01)}"'
    parts = re.split(r"(scale\([^)]*\))", numbers)
    shorter = [
        part if part.startswith("scale") else _LONG.sub(lambda m: _plain(float(m[0])), part) for part in parts
    ]
    return f'{name}="{"".join(shorter)}"'


def _plain(number: float) -> str:
    """Write a number with at most two decimals."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _named(match: re.Match[str], marks: dict[str, str]) -> str:
    title = marks.get(match[1])
    return f'<g data-mark="{escape(match[1])}">' + (f"<title>{escape(title)}</title>" if title else "")


def titles(svg: str) -> dict[str, str]:
    """Return the title of every named mark of an SVG text, by its name."""
    found = {}
    for group in ElementTree.fromstring(svg).iter(f"{{{NAMESPACE}}}g"):
        name = group.get("data-mark")
        if name is not None:
            found[name] = group.findtext(f"{{{NAMESPACE}}}title", default="")
    return found


def words(svg: str) -> list[str]:
    """Return the texts of an SVG in drawing order (letters are paths; each text stands in a comment)."""
    return [
        m.replace("&gt;", ">").replace("&lt;", "<")
        for m in re.findall(r"<!-- (.*?) -->", svg, flags=re.DOTALL)
    ]
