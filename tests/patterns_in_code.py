"""Every regular expression in the code of the package, wherever it is written."""

import ast
import importlib
import inspect
import pkgutil
import re
from functools import cache

import normtext

_CALLS = {"compile", "search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn"}


def patterns():
    """By where they are: those that a module holds, and those that a call names."""
    found = {}
    for module in _modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(_held(value)):
                found.setdefault(pattern, f"{module.__name__}.{name}[{number}]")
        for call in _calls(module):
            if pattern := _evaluated(call, module):
                found.setdefault(pattern, f"{module.__name__}: {ast.unparse(call)[:60]}")
    return {where: pattern for pattern, where in found.items()}


def known_later():
    """Where a pattern is known only when the call is made, as (module, function)."""
    return {
        (module.__name__, _function_of(call, module))
        for module in _modules()
        for call in _calls(module)
        if _evaluated(call, module) is None
    }


def _function_of(call, module):
    functions = [node for node in ast.walk(_tree(module)) if isinstance(node, ast.FunctionDef)]
    around = [node.name for node in functions if node.lineno <= call.lineno <= node.end_lineno]
    return around[-1] if around else ""


@cache
def _tree(module):
    return ast.parse(inspect.getsource(module))


def _modules():
    for info in pkgutil.walk_packages(normtext.__path__, "normtext."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def _held(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _held(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _held(item)
    elif inspect.isclass(value) and value.__module__.startswith("normtext."):
        yield from (item for item in vars(value).values() if isinstance(item, re.Pattern))


def _calls(module):
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Name) and of.id == "re" and node.func.attr in _CALLS:
                yield node


def _evaluated(call, module):
    """The pattern that a call names; None if that depends on more than the module."""
    flags = [item.value for item in call.keywords if item.arg == "flags"]
    if call.func.attr == "compile":
        flags += call.args[1:]
    try:
        return re.compile(
            *(eval(ast.unparse(node), dict(vars(module))) for node in (call.args[0], *flags))
        )
    except NameError:
        return None
