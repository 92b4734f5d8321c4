"""What all verbs of the command line share: where they write, how they are listed, that they run alone."""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click
from rich.console import Console

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)

jobs_option = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 64),
    default=None,
    help="Processes to work in; by default, about one a processor.",
)


def _cold(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    """Switch warm processes off while a verb runs, here and in all that it starts."""
    import os  # noqa: PLC0415 - with this option only

    if not value:
        return
    before = os.environ.get(_WARM)
    os.environ[_WARM] = "off"
    ctx.call_on_close(lambda: os.environ.pop(_WARM) if before is None else os.environ.update({_WARM: before}))


_WARM = "WARMKERNEL"
cold_option = click.option(
    "--cold",
    is_flag=True,
    expose_value=False,
    callback=_cold,
    help="Let every process and kernel import its libraries itself, as WARMKERNEL=off does; workers of a "
    "cluster elsewhere have that set where they are started.",
)


def _place(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return where runs are executed, or say how to write it."""
    from analysis.pipeline.cluster import place  # noqa: PLC0415 - verbs load what they need

    if value is not None and (wrong := place.problem(value)):
        raise click.BadParameter(wrong, ctx, option)
    return value


cluster_option = click.option(
    "--cluster",
    metavar="PLACE",
    callback=_place,
    help="Execute runs on a Dask cluster: local, or a scheduler's address, tcp://HOST:8786.",
)
DAY = click.DateTime(["%Y-%m-%d"])

SECTIONS = {
    "What comes in": ("template", "receive", "doubts", "decide", "withdraw", "deliveries"),
    "Data": ("check", "build", "trace", "checksum"),
    "Results": ("report", "status", "notebooks", "run", "communes", "site", "lab"),
    "By itself": ("refresh", "watch", "schedule"),
    "Care": ("test", "validate", "benchmark", "style", "tidy", "readme", "release", "help"),
}
"""Verbs by what they are for, in the order in which they are used."""


class Verbs(click.Group):
    """The group of verbs, listed by what they are for; a mistyped verb gets a suggestion."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one is near."""
        from analysis.pipeline.errors import nearest  # noqa: PLC0415 - only on this path

        if args and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f"There is no verb {args[0]!r}; {nearest(args[0], self.commands)}.", ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which they are used."""
        return [verb for verbs in SECTIONS.values() for verb in verbs]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, section by section, each with its first sentence."""
        room = formatter.width - 6 - max(map(len, self.commands))
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(verb, self.commands[verb].get_short_help_str(room)) for verb in verbs],
                    col_max=formatter.width,
                    col_spacing=2 + max(map(len, self.commands)) - max(map(len, verbs)),
                )


def alone(verb: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Let a verb that writes figures or results run only while no other does.

    Parameters
    ----------
    verb
        The function behind the verb; it is not called while another process holds the lock of the project.
    """

    @functools.wraps(verb)
    def locked(*values: Given.args, **named: Given.kwargs) -> Answer:
        from analysis.pipeline.refreshing import refresh_lock  # noqa: PLC0415 - verbs load what they need

        with refresh_lock.held():
            return verb(*values, **named)

    return locked


def day_option(name: str, text: str, **more: Any) -> Callable[[Any], Any]:
    """Return an option for a day, written ``2026-11-30``."""
    return click.option(name, type=DAY, metavar="DAY", help=text, **more)
