"""`policyrules docs`: print policies as an office publishes them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.surfaces.cli.mistakes import UsageError, more_about
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINE, UNUSABLE
from policyrules.surfaces.cli.stdin import STDIN
from policyrules.surfaces.output import Output
from policyrules.surfaces.policy_files import SUFFIX

if TYPE_CHECKING:
    from policyrules.plugins.manager import Plugins
    from policyrules.plugins.renderers.renderer import Renderer

HELP = Phrase(
    "print policies as an office publishes them: for Word, as a web page, as Markdown\n\n"
    "The form is that of OUT's suffix: .docx, .html or .md. The file is written whole or not at all.",
    "将政策印成可以发布的文本：Word 文档、网页或 Markdown\n\n"
    "格式依输出文件的后缀：.docx、.html 或 .md。文件要么完整写出，要么不写。",
)
USAGE = Phrase("PATH… -o OUT", "路径… -o 输出文件")
OUT: Final = Phrase("where to; `-` is standard output", "输出文件；`-` 为标准输出")
FORM: Final = Phrase(
    "the form, where the suffix does not say it: md, html, docx", "格式，后缀未表明时给出：md、html、docx"
)
ON: Final = Phrase("only what is in force on this day", "只印该日现行有效的内容")
TITLE: Final = Phrase("the title, in the place of the policy's own", "标题；不写则用政策的标题")
WRITTEN_IN: Final = Phrase(
    "language of the document and of everything printed; without it, that of the locale",
    "文本和提示所用语言；不写则依系统区域设置",
)


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def docs(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        out: Annotated[str | None, options.option(("-o", "--out"), OUT, Phrase("OUT", "输出文件"))] = None,
        form: Annotated[str | None, options.option("--format", FORM, Phrase("FORMAT", "格式"))] = None,
        on: Annotated[str | None, options.option("--on", ON, Phrase("DATE", "日期"))] = None,
        title: Annotated[str | None, options.option("--title", TITLE, Phrase("TITLE", "标题"))] = None,
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        language: Annotated[
            Literal["en", "zh"] | None, options.option("--language", WRITTEN_IN, Phrase("LANGUAGE", "语言"))
        ] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("docs", paths)
        if out is None:
            raise UsageError(
                Phrase(
                    "`docs` needs to be told where to write: `-o OUT`", "`docs` 缺少输出文件：`-o 输出文件`"
                ),
                Phrase.same("-o policies.html"),
                more_about("docs"),
            )
        return run(output, paths, out, form=form, on=on, title=title, param=param, params=params)

    return docs


def run(
    output: Output,
    paths: Sequence[str],
    out: str,
    *,
    form: str | None = None,
    on: str | None = None,
    title: str | None = None,
    param: Sequence[str] = (),
    params: str | None = None,
) -> int:
    """Write the document and return the exit status."""
    from policyrules.surfaces.cli.days import day_written
    from policyrules.surfaces.cli.loading import whole
    from policyrules.surfaces.documents import document

    day = None if on is None else day_written(on)
    policies = whole(output, paths, param, params)
    if policies is None:
        return UNUSABLE
    renderer = _renderer(policies.plugins, out, form)
    made = renderer.written(document(policies, output.language, on=day, title=title))
    if out == STDIN:
        _print(output, made)
        return FINE
    _write(out, made)
    return FINE


def _renderer(plugins: "Plugins", out: str, form: str | None) -> "Renderer":
    """Return the renderer that an option or the file's suffix asks for; raises `UsageError` when there is none."""
    suffix = Path(out).suffix
    if suffix == SUFFIX:
        raise UsageError(
            Phrase(
                f"`{out}` is a file of rules, which printing would replace",
                f"`{out}` 是政策文件，不能用印出的文本覆盖",
            ),
            Phrase.same("-o policies.html"),
        )
    if form is not None:
        found = plugins.renderer_named(form)
        asked = Phrase(f"there is no form `{form}`", f"没有格式 `{form}`")
    else:
        found = plugins.renderer_for(suffix) if suffix and out != STDIN else None
        if out == STDIN:
            asked = Phrase("standard output needs a form", "标准输出须写明格式")
        elif suffix:
            asked = Phrase(f"no form has files in `{suffix}`", f"没有后缀为 `{suffix}` 的格式")
        else:
            asked = Phrase(f"`{out}` has no suffix to tell the form by", f"`{out}` 没有后缀，无从得知格式")
    if found is None:
        forms = " | ".join(
            f"--format {each.name}" for each in plugins.renderers if each.is_text or out != STDIN
        )
        raise UsageError(asked, Phrase.same(forms))
    if out == STDIN and not found.is_text:
        raise UsageError(
            Phrase(f"a .{found.name} file is not for standard output", f".{found.name} 文件不能写到标准输出"),
            Phrase.same(f"-o policies{found.suffixes[0]}"),
        )
    return found


def _print(output: Output, made: bytes) -> None:
    """Write to standard output, as bytes where it takes them: ends of lines stay as they are."""
    stream = getattr(output.out, "buffer", None)
    if stream is None:
        output.out.write(made.decode())
        return
    output.out.flush()
    stream.write(made)
    stream.flush()


def _write(out: str, made: bytes) -> None:
    """Put the bytes into their file, which until then is what it was."""
    import os

    target = Path(out).resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("xb") as stream:
            stream.write(made)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise InputError(
            Phrase(f"`{out}` cannot be written: {reason}", f"无法写入 `{out}`：{reason}")
        ) from None
