# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The changes of one place each that a source file allows.

A change is found again by what it is, not where: its identifier stays the
same when the file moves or lines are added before it.
"""
import ast
import copy
import hashlib
from collections import Counter
from dataclasses import dataclass

SHIFTED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    }
# The operators of a clause of a domain
CLAUSES = {
    '=': '!=', '!=': '=', '<': '<=', '<=': '<', '>': '>=', '>=': '>',
    'in': 'not in', 'not in': 'in',
    }
# What gives back something like what it is given
ALIKE = {
    'abs', 'round', 'sorted', 'reversed', 'set', 'strip', 'upper', 'lower',
    'casefold', 'max', 'min', 'quantize', 'rstrip', 'lstrip', 'normalize',
    }
SWAPPED = {'min': 'max', 'max': 'min', 'any': 'all', 'all': 'any'}
# Words and hints, not behaviour
SILENT = {'__repr__', '__str__'}
# Arguments that only say what holds anyway
ASSURED = {'strict'}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Change:
    "One place of a file, and what it becomes"
    path: str
    line: int
    function: str   # by its qualified name, or empty
    loaded: bool    # it takes effect when the module is loaded only
    kind: str
    before: str
    after: str
    number: int     # among the equal ones of the function
    index: int      # among all of the file

    @property
    def id(self):
        text = '\0'.join([
                self.function, self.kind, self.before, self.after,
                str(self.number)])
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @property
    def place(self):
        return f'{self.path}:{self.line}'

    def __str__(self):
        return f'{self.kind}: {_short(self.before)} → {_short(self.after)}'


def _short(text, length=90):
    if len(text) > length:
        text = text[:length - 32] + ' … ' + text[-29:]
    return text


def find(path, source):
    "All the changes of the file, by their lines"
    tree = ast.parse(source)
    counts = Counter()
    result = []
    for index, (node, kind, before, after, scope) in enumerate(_walk(tree)):
        function = '.'.join(n.name for n in scope)
        loaded = not any(isinstance(n, FUNCTIONS) for n in scope)
        key = function, kind, before, after
        counts[key] += 1
        result.append(Change(
                path, node.lineno, function, loaded, kind, before, after,
                counts[key], index))
    return sorted(result, key=lambda c: (c.line, c.index))


def changed(source, change):
    "The tree of the source with the change"
    tree = ast.parse(source)
    for index, (node, *_) in enumerate(_walk(tree, apply=change.index)):
        if index == change.index:
            break
    return ast.fix_missing_locations(tree)


def _walk(tree, apply=None):
    """Yield each change as (node, kind, before, after, scope).

    The one to apply is made in the tree before it is yielded.
    """
    index = 0
    for node, setter, role, scope in _visit(tree, None, None, ()):
        for kind, new, part in _variants(node, role):
            before = _text(part or node)
            after = "(dropped)" if new is None or part else _text(new)
            if apply == index:
                if new is None:
                    # Kept where it is never reached: the names that it
                    # binds are those of the function all the same
                    new = ast.If(
                        test=ast.Constant(False), body=[node], orelse=[])
                elif isinstance(node, ast.expr):
                    new = _with_names(new, node)
                setter(ast.copy_location(new, node))
            yield node, kind, before, after, scope
            index += 1


def _with_names(new, old):
    "What a function closes over must stay the same"
    return ast.IfExp(test=ast.Constant(True), body=new, orelse=old)


def _text(node):
    return ' '.join(ast.unparse(node).split())


def _visit(node, setter, role, scope):
    """Yield what may change as (node, setter, role, scope).

    The setter replaces it, the role is what it is to its parent.
    """
    if setter:
        yield node, setter, role, scope
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        if node.name in SILENT:
            return
        scope = (*scope, node)
    for name, value in ast.iter_fields(node):
        if _is_silent(node, name):
            continue
        for child, set_child in _children(node, name, value):
            if isinstance(child, ast.AST):
                yield from _visit(child, set_child, name, scope)


def _children(node, name, value):
    if not isinstance(value, list):
        yield value, lambda new: setattr(node, name, new)
        return
    for index, child in enumerate(list(value)):
        def set_child(new, index=index):
            value[index] = new
        yield child, set_child


def _is_silent(node, name):
    "Annotations, what is shown to a user only, and what clients do with it"
    if name in {'annotation', 'returns', 'decorator_list', 'bases', 'names'}:
        return True
    if isinstance(node, ast.Call):
        if name not in {'args', 'keywords'}:
            return False
        function = ast.unparse(node.func)
        return (function.startswith('fields.')
            or function.endswith(('gettext', '_buttons.update')))
    return (
        isinstance(node, ast.JoinedStr)
        or _is_public_names(node)
        or isinstance(node, ast.keyword) and node.arg in ASSURED
        or isinstance(node, ast.Raise) and name == 'exc'
        or isinstance(node, FUNCTIONS) and name == 'args')


def _is_public_names(node):
    "What only an import of everything would miss"
    return isinstance(node, ast.Assign) and (
        ast.unparse(node.targets[0]) == '__all__')


def _variants(node, role):
    """Yield (kind, new node, the part that is dropped of the old one)

    A new node of None drops the whole statement.
    """
    if (role in {'test', 'ifs'}
            and not isinstance(node, (ast.Compare, ast.Constant))):
        yield 'negated', _not(node), None
    if role == 'ifs':
        yield 'dropped', ast.Constant(True), None
    yield from _VARIANTS.get(type(node), lambda node: ())(node)


def _not(test):
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(op=ast.Not(), operand=test)


def _compare(node):
    if len(node.ops) == 1:
        new = copy.copy(node)
        new.ops = [SHIFTED[type(node.ops[0])]()]
        yield 'comparison', new, None
        if isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            yield 'negated', _not(node), None
    else:
        for index, op in enumerate(node.ops):
            new = copy.copy(node)
            new.ops = list(node.ops)
            new.ops[index] = SHIFTED[type(op)]()
            yield 'comparison', new, None


def _bool_op(node):
    new = copy.copy(node)
    new.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield 'and/or', new, None
    for index in range(len(node.values)):
        rest = node.values[:index] + node.values[index + 1:]
        if len(rest) == 1:
            yield 'operand', rest[0], node.values[index]
        else:
            new = copy.copy(node)
            new.values = rest
            yield 'operand', new, node.values[index]


def _bin_op(node):
    if isinstance(node.op, ast.Mod) and isinstance(
            node.left, (ast.Constant, ast.JoinedStr)):
        return
    yield 'operand', node.left, None
    yield 'operand', node.right, None
    other = {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(node.op))
    if other:
        new = copy.copy(node)
        new.op = other()
        yield 'operator', new, None


def _unary_op(node):
    if isinstance(node.op, (ast.Not, ast.USub)):
        yield 'operand', node.operand, None


def _call(node):
    if ast.unparse(node.func).startswith('fields.'):
        return
    name = getattr(node.func, 'attr', getattr(node.func, 'id', None))
    if name in ALIKE:
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            yield 'call', node.args[0], None
        elif not node.args and isinstance(node.func, ast.Attribute):
            yield 'call', node.func.value, None
    if name in SWAPPED and isinstance(node.func, ast.Name):
        new = copy.copy(node)
        new.func = ast.Name(id=SWAPPED[name], ctx=ast.Load())
        yield 'call', new, None
    if name not in {'gettext', 'format'}:
        for index, keyword in enumerate(node.keywords):
            if keyword.arg not in {None, *ASSURED}:
                new = copy.copy(node)
                new.keywords = (
                    node.keywords[:index] + node.keywords[index + 1:])
                yield 'argument', new, keyword


def _constant(node):
    value = node.value
    if value is True or value is False:
        yield 'constant', ast.Constant(not value), None
    elif isinstance(value, (int, float)):
        yield 'constant', ast.Constant(value + 1), None
        if value > 1:
            yield 'constant', ast.Constant(value - 1), None


def _tuple(node):
    "A clause of a domain"
    elts = node.elts
    if (len(elts) >= 3 and isinstance(node.ctx, ast.Load)
            and all(isinstance(e, ast.Constant) for e in elts[:2])
            and elts[1].value in CLAUSES):
        new = copy.copy(node)
        new.elts = [
            elts[0], ast.Constant(CLAUSES[elts[1].value]), *elts[2:]]
        yield 'clause', new, None


def _elements(node):
    if len(node.elts) > 1 and isinstance(
            getattr(node, 'ctx', ast.Load()), ast.Load):
        for index in range(len(node.elts)):
            new = copy.copy(node)
            new.elts = node.elts[:index] + node.elts[index + 1:]
            yield 'element', new, node.elts[index]


def _dict(node):
    if len(node.keys) > 1:
        for index, key in enumerate(node.keys):
            new = copy.copy(node)
            new.keys = node.keys[:index] + node.keys[index + 1:]
            new.values = node.values[:index] + node.values[index + 1:]
            yield 'element', new, ast.Dict([key], [node.values[index]])


def _expression(node):
    if isinstance(node.value, (ast.Call, ast.Yield, ast.YieldFrom)):
        yield 'call', None, None


def _assign(node):
    # A name that is not bound is noticed by anybody
    if not all(isinstance(t, (ast.Attribute, ast.Subscript))
            for t in getattr(node, 'targets', [])):
        return
    yield 'assignment', None, None


def _return(node):
    if node.value is None:
        yield 'return', None, None
    elif not (isinstance(node.value, ast.Constant)
            and node.value.value is None):
        yield 'return', ast.Return(value=ast.Constant(None)), None


def _jump(other):
    def variants(node):
        yield 'jump', other(), None
    return variants


def _drop(node):
    yield 'raise', None, None


_VARIANTS = {
    ast.Compare: _compare,
    ast.BoolOp: _bool_op,
    ast.BinOp: _bin_op,
    ast.UnaryOp: _unary_op,
    ast.Call: _call,
    ast.Constant: _constant,
    ast.Tuple: _tuple,
    ast.List: _elements,
    ast.Set: _elements,
    ast.Dict: _dict,
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AugAssign: _assign,
    ast.Return: _return,
    ast.Continue: _jump(ast.Break),
    ast.Break: _jump(ast.Continue),
    ast.Raise: _drop,
    }
