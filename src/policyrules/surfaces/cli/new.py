"""`policyrules new`: how does an office begin?"""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Annotated, Final, Literal

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import evolve
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.options import Options
from policyrules.surfaces.cli.status import FINE
from policyrules.surfaces.output import Output, plain

HELP = Phrase(
    "start a policy: a folder with one rule, its test, and what to type next\n\nNothing that is there already is changed.",
    "新建一份规定：一个文件夹，内有一条规则、一条测试和下一步怎么做\n\n已有的文件一概不动。",
)
USAGE = Phrase("NAME [--to en|zh]", "名称 [--to en|zh]")
NAME: Final = Phrase(
    "what the policy is about, in one word: `leave`; its folder is called so too",
    "规定的名称，如 `请假`；文件夹也用这个名称",
)
TO: Final = Phrase(
    "write it in this language; without it, in that of what is printed",
    "用这种语言写；不写则与输出的语言相同",
)
LANGUAGE: Final = Phrase("LANGUAGE", "语言")


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def new(
        name: Annotated[str, options.argument(Phrase("NAME", "名称"), NAME)],
        /,
        *,
        to: Annotated[Literal["en", "zh"] | None, options.option("--to", TO, LANGUAGE)] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        return run(evolve(output, format=format), name, to or output.language)

    return new


def run(output: Output, name: str, written_in: Language) -> int:
    """Make the folder and say what to type next."""
    from policyrules.surfaces.new_pack import is_fit, make_pack, texts_of_pack

    if not is_fit(name, written_in):
        raise _unfit(name, written_in)
    folder = Path(name)
    texts = texts_of_pack(name, written_in)
    try:
        make_pack(folder, texts)
    except FileExistsError:
        raise _taken(folder) from None
    _report(output, name, tuple(texts))
    return FINE


def _unfit(name: str, written_in: Language) -> UsageError:
    from policyrules.surfaces.new_pack import LONGEST, fit_names

    fit = next(fit_names(name, written_in))
    helps = [
        Phrase(
            f"a name is letters, digits and `_`, begins with a letter, has at most {LONGEST} characters "
            "and is no word of the language",
            f"名称由文字、数字和 `_` 组成，以文字开头，不超过 {LONGEST} 个字符，也不能是规则用语",
        ),
        Phrase.same(f"policyrules new {fit}"),
    ]
    if "/" in name or "\\" in name:
        helps.append(
            Phrase(
                "the folder is made where you are; go elsewhere with `cd` first",
                "文件夹建在当前位置；要建在别处，请先用 `cd` 进入那里",
            )
        )
    return UsageError(Phrase(f"a policy cannot be called `{name}`", f"规定不能叫 `{name}`"), *helps)


def _taken(folder: Path) -> UsageError:
    name = folder.as_posix()
    other = next(each for number in count(2) if not (folder.parent / (each := f"{name}_{number}")).exists())
    helps = [Phrase(f"take another name: `policyrules new {other}`", f"换个名称：`policyrules new {other}`")]
    if folder.is_dir() and any(folder.glob("*.rules")):
        helps.append(
            Phrase(
                f"or go on with what is there: `policyrules check {name}`",
                f"或接着用已有的：`policyrules check {name}`",
            )
        )
    return UsageError(
        Phrase(
            f"there is something called `{name}` here already; it was left as it is",
            f"这里已有 `{name}`，未作任何改动",
        ),
        *helps,
    )


def _report(output: Output, name: str, files: tuple[str, ...]) -> None:
    policy, *others = (f"{name}/{file}" for file in files)
    following = [f"policyrules check {name}", f"policyrules test {name}"]
    if output.format == "json":
        output.json({"folder": name, "files": [policy, *others], "next": following})
        return
    output.lines(
        [
            (
                ("good", output.words("made", "已新建")),
                ("plain", f" {policy}"),
                ("quiet", output.words("  the policy: open it in an editor", "  规定本身：用编辑器打开")),
            ),
            *((("good", output.words("made", "已新建")), ("plain", f" {each}")) for each in others),
            (),
            (("heading", output.words("type next:", "接下来请输入：")),),
            *(plain(f"  {each}") for each in following),
        ]
    )
