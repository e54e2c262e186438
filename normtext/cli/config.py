"""A run's options from a TOML file, and back."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import click

from normtext.errors import ConfigError, unknown_name

__all__ = ["STAGE_OPTIONS", "print_config", "read_config"]

STAGE_OPTIONS = "normtext.options"
"""Under which name a context holds the options of stages, which only a file can give."""

_APART = {"config", "print_config"}  # options that say nothing of the run


def read_config(ctx: click.Context, _: click.Parameter, path: str | None) -> str | None:
    """Take the file's values for options that are not given on the command line.

    Raises ConfigError, with the name of the file, for what is not TOML and for a key that is no
    option.
    """
    if path is None:
        return None
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    params = {param.name: param for param in ctx.command.params if param.name not in _APART}
    values: dict[str, Any] = {}
    stage_options = found.pop("options", {})
    if not isinstance(stage_options, dict):
        raise ConfigError(f"{path}: options is a table, of options of stages")
    ctx.meta[STAGE_OPTIONS] = stage_options
    for key, value in found.items():
        name = _name(key)
        if name not in params:
            raise ConfigError(f"{path}: {unknown_name('key', key, _keys(params))}")
        values[name] = _checked(path, key, value, params[name])
    ctx.default_map = {**(ctx.default_map or {}), **values}
    return path


def print_config(options: dict[str, Any], stages: dict[str, Any]) -> None:
    """The options that a run would have, as a file for `--config`, on standard output.

    Those that have no value are comments. stages: those of the pipeline, as comments.
    """
    context = click.get_current_context()
    for name in (param.name for param in context.command.params):
        if name is None or name in _APART:
            continue
        key, value = _key(name), options[name]
        if value is None or value == ():
            click.echo(f"# {key} =")
        else:
            click.echo(f"{key} = {_toml(value)}")
    given = context.meta.get(STAGE_OPTIONS)
    if given:
        click.echo("\n[options]")
        for key, value in given.items():
            click.echo(f"{key} = {_toml(value)}")
    for name, stage in stages.items():
        click.echo(f"\n# {name}")
        for each in stage:
            click.echo(f"#   {each}")


def _checked(path: str, key: str, value: object, param: click.Parameter) -> Any:
    """A value as the command line would have it."""
    if isinstance(value, bool) != _is_flag(param):
        wanted = "true or false" if _is_flag(param) else "a value"
        raise ConfigError(f"{path}: {key} is {wanted}, not {_toml(value)}")
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return ",".join(f"{ours}={theirs}" for ours, theirs in value.items())
    if isinstance(value, list):
        return value if param.nargs == -1 or param.multiple else ",".join(map(str, value))
    if isinstance(value, str | int | float):
        _convert(path, key, value, param)
        return [str(value)] if param.nargs == -1 or param.multiple else str(value)
    raise ConfigError(f"{path}: {key} cannot be {_toml(value)}")


def _convert(path: str, key: str, value: object, param: click.Parameter) -> None:
    try:
        param.type.convert(str(value), param, None)
    except click.BadParameter as error:
        least = getattr(param.type, "min", None)
        allowed = "" if least is None else f": a whole number from {least} on"
        raise ConfigError(f"{path}: {key}: {error.message.rstrip('.')}{allowed}") from None


def _is_flag(param: click.Parameter) -> bool:
    return isinstance(param, click.Option) and param.is_flag and param.type.name == "boolean"


def _name(key: str) -> str:
    return {"map": "renames"}.get(key, key.replace("-", "_"))


def _key(name: str) -> str:
    return {"renames": "map"}.get(name, name.replace("_", "-"))


def _keys(params: dict[str, click.Parameter]) -> list[str]:
    return [_key(name) for name in params]


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False, default=str)
