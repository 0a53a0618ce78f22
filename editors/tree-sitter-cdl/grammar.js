/**
 * CDL, as editors read it: every scenario that `concur` accepts, and more where that costs nothing. What is wrong is told by
 * `concur` itself.
 *
 * Statements are called as the rules of grammar/cdl.pest, expressions as the nodes of src/syntax/ast.rs.
 * Newlines are blanks, save where a simple statement may end: there the scanner (src/scanner.c) makes a token of one.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// How tightly operators bind.
const OR = 1;
const AND = 2;
const NOT = 3;
const RANGE = 4;
const SUM = 5;
const PRODUCT = 6;
const SIGN = 7;
const POWER = 8;
const POSTFIX = 9;

// The words that declare a primitive.
const OBJECT_WORDS = [
  'lock', 'rlock', 'semaphore', 'bounded_semaphore', 'event', 'condition', 'barrier', 'queue', 'rwlock', 'pool',
];

// Words only where a statement starts and something follows that makes them one; plain names elsewhere.
const SOFT_WORDS = [...OBJECT_WORDS, 'atomic', 'critical', 'daemon', 'join', 'schedule', 'sleep'];

// Words of claims that are plain names elsewhere; and so is `overlap`.
const CLAIM_WORDS = ['output', 'deadlock', 'livelock', 'race', 'raises'];

const DIGITS = /[0-9]+(_[0-9]+)*/;
const REAL = choice(
  seq(DIGITS, '.', DIGITS, optional(seq(/[eE][+-]?/, DIGITS))),
  seq(DIGITS, /[eE][+-]?/, DIGITS),
);

const list = (item) => seq(item, repeat(seq(',', item)));
const listWithEnd = (item) => optional(seq(list(item), optional(',')));

module.exports = grammar({
  name: 'cdl',

  word: $ => $.name,

  externals: $ => [
    // The newline that ends a statement.
    $._newline,
    // Nothing, where a value begins on this line: what makes statements of `sleep` and `join`.
    $._value_follows,
    // Never valid, so that the scanner can tell when the parser looks for a way out of an error.
    $._error_sentinel,
  ],

  extras: $ => [/[ \t\r\n]/, $.comment],

  supertypes: $ => [$.compound, $.simple, $.expression, $.operation, $.term, $.primary],

  inline: $ => [$._started],

  conflicts: $ => [
    // `print (a)`, `print (a) + b`
    [$.argument, $.paren],
    // `overlap in section`, `overlap in xs + ys`
    [$.overlap, $._name],
  ],

  rules: {
    script: $ => seq(repeat($._item), optional($.simple)),

    // { print 1; print 2 }
    block: $ => seq('{', repeat($._item), optional($.simple), '}'),

    _item: $ => choice($.compound, seq($.simple, choice($._newline, ';')), ';'),

    comment: _ => token(seq('#', /([^\r\n]|\r+[^\r\n])*/)),

    // ── statements ────────────────────────────────────────────────────────────────────────────────────────────────

    // Ends with a block, so that nothing needs to stand between it and the next statement.
    compound: $ => choice(
      $.if_statement, $.while_statement, $.loop_statement, $.for_statement, $.with_statement, $.try_statement,
      $.function, $.atomic_block, $.critical, $.schedule,
    ),

    simple: $ => choice(
      $.let_statement, $.print, $.return_statement, $.variable, $.break_statement, $.continue_statement,
      $.pass_statement, $.yield_statement, $.raise, $.assert, $.claim, $.invariant, $.objects, $.sleep, $.join,
      $.assign, $.update, $.expression_statement,
    ),

    // if a { } elif b { } else { }
    if_statement: $ => seq(
      'if', field('condition', $.expression), field('body', $.block),
      repeat($.elif_clause), optional($.otherwise),
    ),
    elif_clause: $ => seq('elif', field('condition', $.expression), field('body', $.block)),
    otherwise: $ => seq('else', field('body', $.block)),

    while_statement: $ => seq('while', field('condition', $.expression), field('body', $.block)),
    loop_statement: $ => seq('loop', field('body', $.block)),

    // for i, x in enumerate(xs) { }
    for_statement: $ => seq(
      'for', field('targets', $.targets), 'in', field('iterable', $.expression), field('body', $.block),
    ),
    targets: $ => list($.name),

    // with a, b as v { }
    with_statement: $ => seq('with', list($.with_item), field('body', $.block)),
    with_item: $ => seq(field('context', $.expression), optional(seq('as', field('binding', $.name)))),

    // try { } except A as e { } else { } finally { }
    try_statement: $ => seq(
      'try', field('body', $.block), repeat($.handler), optional($.otherwise), optional($.finally),
    ),
    handler: $ => seq(
      'except',
      optional(seq(field('types', $.handler_types), optional(seq('as', field('binding', $.name))))),
      field('body', $.block),
    ),
    handler_types: $ => choice($.name, seq('(', list($.name), optional(','), ')')),
    finally: $ => seq('finally', field('body', $.block)),

    // fn f(a, b=1) { }
    function: $ => seq('fn', field('name', $.name), field('parameters', $.parameters), field('body', $.block)),
    parameters: $ => seq('(', listWithEnd($.parameter), ')'),
    parameter: $ => seq(field('name', $.name), optional(seq('=', field('default', $.expression)))),

    atomic_block: $ => seq('atomic', field('body', $.block)),
    critical: $ => seq('critical', optional(field('name', $.name)), field('body', $.block)),

    // let a, b = pair
    let_statement: $ => seq('let', field('names', $.targets), '=', field('value', $.expression)),

    // shared x = 1, atomic x = 1, const N = 1
    variable: $ => seq(
      field('kind', choice('shared', 'const', 'atomic')), field('name', $.name), '=', field('value', $.expression),
    ),

    // lock a, b     semaphore s[3](0)
    objects: $ => seq(field('kind', choice(...OBJECT_WORDS)), list($.declarator)),
    declarator: $ => seq(field('name', $.name), optional($.size), optional(field('arguments', $.arguments))),
    size: $ => seq('[', $.expression, ']'),

    // print a, b     print(a, end="")
    print: $ => seq('print', optional(choice($._spread, list($.argument)))),
    // Parentheses with nothing behind them hold the arguments themselves.
    _spread: $ => prec.dynamic(1, field('arguments', $.arguments)),

    break_statement: _ => 'break',
    continue_statement: _ => 'continue',
    pass_statement: _ => 'pass',
    yield_statement: _ => 'yield',
    return_statement: $ => seq('return', optional(field('value', $.expression))),
    raise: $ => seq('raise', optional(field('value', $.expression))),
    assert: $ => seq('assert', field('condition', $.expression), optional(seq(',', field('message', $.expression)))),

    // sleep 2s     sleep(2)
    sleep: $ => seq('sleep', $._value_follows, field('duration', $.expression)),

    // join     join t, u     join(t)
    join: $ => prec(1, seq(
      'join', optional(seq($._value_follows, choice($._spread, list(field('thread', $.expression))))),
    )),

    assign: $ => seq(field('target', $.expression), '=', field('value', $.expression)),
    update: $ => seq(
      field('target', $.expression),
      field('operator', choice('+=', '-=', '*=', '/=', '//=', '%=', '**=')),
      field('value', $.expression),
    ),
    expression_statement: $ => $.expression,

    // ── claims and schedules ──────────────────────────────────────────────────────────────────────────────────────

    // expect possible race on x     expect always x == 1     expect output { | lines }
    claim: $ => seq('expect', choice(
      seq(optional($.quantifier), $.output),
      seq($.quantifier, choice($.deadlock, $.livelock, $.race, $.raises, $.overlap, field('condition', $.expression))),
    )),
    quantifier: _ => choice('always', 'possible', 'never'),
    deadlock: _ => prec(1, 'deadlock'),
    livelock: _ => prec(1, 'livelock'),
    race: $ => prec(1, seq('race', optional(seq('on', field('on', $.expression))))),
    raises: $ => prec(1, seq('raises', optional(field('exception', $.name)))),
    overlap: $ => choice(prec(1, 'overlap'), prec.dynamic(1, seq('overlap', 'in', field('section', $._name)))),
    output: $ => seq('output', field('lines', $.output_block)),
    output_block: $ => seq('{', repeat($.bar), '}'),
    bar: _ => /\|([^\r\n]|\r+[^\r\n])*/,

    invariant: $ => seq('invariant', field('condition', $.expression)),

    // schedule { a*2 "Worker 1" b:choose(2) a:notify(b, c) b:choose(1):choose(2) }
    schedule: $ => seq('schedule', '{', repeat(choice($.entry, ',')), '}'),
    entry: $ => seq(
      field('thread', $.label),
      optional(choice(field('turn', $.steps), field('turn', $.wake), repeat1(field('turn', choice($.choose, $.notify))))),
    ),
    label: _ => token(choice(
      /"[^"\n]+"(#[0-9]+)?/,
      /'[^'\n]+'(#[0-9]+)?/,
      /[^ \t\r\n*:,"'{}()\[\];#]+(#[0-9][^ \t\r\n*:,"'{}()\[\];#]*)*/,
    )),
    steps: _ => token.immediate(/\*[0-9]+/),
    choose: $ => seq(token.immediate(':'), 'choose', token.immediate('('), $.option, ')'),
    option: $ => repeat1($._option_part),
    _option_part: $ => choice(
      /[^()\[\]{}"'\r\n]+/,
      /"([^"\\\n]|\\[^\n])*"/,
      /'([^'\\\n]|\\[^\n])*'/,
      seq('(', repeat($._option_part), ')'),
      seq('[', repeat($._option_part), ']'),
      seq('{', repeat($._option_part), '}'),
    ),
    notify: $ => seq(token.immediate(':'), 'notify', token.immediate('('), optional(list($.label)), ')'),
    wake: $ => seq(token.immediate(':'), 'wake'),

    // ── threads ───────────────────────────────────────────────────────────────────────────────────────────────────

    // thread w { }     daemon thread "W {i}" = worker(i)     thread worker(i)
    thread_start: $ => prec(-1, seq(
      optional('daemon'), 'thread',
      choice(
        field('body', $.block),
        seq(field('name', choice($._name, $.string)), choice(field('body', $.block), seq('=', $._started))),
        $._started,
      ),
    )),
    // What a thread is started with begins with a name or a parenthesis, and takes all that stands behind it.
    _started: $ => field('body', alias($._started_call, $.call)),
    _callee: $ => choice(
      $._name, $.paren, alias($._started_call, $.call), alias($._started_attribute, $.attribute),
      alias($._started_index, $.index), alias($._started_slice, $.slice),
    ),
    _started_call: $ => call($, $._callee),
    _started_attribute: $ => attribute($, $._callee),
    _started_index: $ => index($, $._callee),
    _started_slice: $ => slice($, $._callee),

    // ── expressions ───────────────────────────────────────────────────────────────────────────────────────────────

    expression: $ => choice($.conditional, $.operation),

    // a if c else b
    conditional: $ => seq(
      field('then', $.operation), 'if', field('condition', $.operation), 'else', field('otherwise', $.expression),
    ),

    operation: $ => choice($.logical, alias($._not, $.unary), $.compare, $.term),

    logical: $ => choice(
      ...[[OR, 'or'], [AND, 'and']].map(([level, word]) => prec.left(level, seq(
        field('left', $.operation), field('operator', word), field('right', $.operation),
      ))),
    ),

    _not: $ => prec(NOT, seq(field('operator', 'not'), field('operand', $.operation))),

    // a < b <= c
    compare: $ => seq($.term, repeat1(seq(
      field('operator', choice('==', '!=', '<', '<=', '>', '>=', 'in', seq('not', 'in'))),
      $.term,
    ))),

    term: $ => choice($.range, $.binary, $.unary, $.primary),

    range: $ => prec.left(RANGE, seq(field('start', $.term), '..', field('end', $.term))),

    binary: $ => choice(
      ...[[SUM, choice('+', '-')], [PRODUCT, choice('*', '/', '//', '%')]].map(([level, sign]) => prec.left(level, seq(
        field('left', $.term), field('operator', sign), field('right', $.term),
      ))),
      prec.right(POWER, seq(field('left', $.term), field('operator', '**'), field('right', $.term))),
    ),

    unary: $ => prec(SIGN, seq(field('operator', choice('-', '+')), field('operand', $.term))),

    primary: $ => choice(
      $.int, $.float, $.duration, $.string, $.none, $.true, $.false, $._name, $.list, $.comprehension, $.dict, $.paren,
      $.call, $.attribute, $.index, $.slice, $.thread_start,
    ),

    none: _ => 'None',
    true: _ => 'True',
    false: _ => 'False',

    paren: $ => seq('(', $.expression, ')'),
    list: $ => seq('[', listWithEnd($.expression), ']'),

    // [f(x) for x in xs if c]
    comprehension: $ => seq('[', field('element', $.expression), repeat1($.for_clause), ']'),
    for_clause: $ => seq(
      'for', field('targets', $.targets), 'in', field('iterable', $.operation),
      repeat(seq('if', field('condition', $.operation))),
    ),

    // {"k": 1}
    dict: $ => seq('{', listWithEnd($.entry_pair), '}'),
    entry_pair: $ => seq(field('key', $.expression), ':', field('value', $.expression)),

    // f(a, timeout=1s)
    call: $ => call($, $.primary),
    arguments: $ => seq('(', listWithEnd($.argument), ')'),
    argument: $ => choice(seq(field('name', $._name), '=', field('value', $.expression)), field('value', $.expression)),

    attribute: $ => attribute($, $.primary),
    index: $ => index($, $.primary),

    // xs[a:b:c]
    slice: $ => slice($, $.primary),

    // ── literals ──────────────────────────────────────────────────────────────────────────────────────────────────

    int: _ => token(choice(DIGITS, /0[xX]_?[0-9a-fA-F]+(_[0-9a-fA-F]+)*/)),
    float: _ => token(REAL),
    duration: _ => token(seq(choice(DIGITS, REAL), choice('ns', 'us', 'ms', 's', 'min'))),

    // "a {x!r:>5}"
    string: $ => choice(
      seq('"', repeat(choice(
        alias($._double_text, $.string_text), $.escape, alias($._double_interpolation, $.interpolation),
      )), token.immediate('"')),
      seq('\'', repeat(choice(
        alias($._single_text, $.string_text), $.escape, alias($._single_interpolation, $.interpolation),
      )), token.immediate('\'')),
    ),
    _double_text: _ => token.immediate(prec(1, /[^"{}\\\n]+/)),
    _single_text: _ => token.immediate(prec(1, /[^'{}\\\n]+/)),
    escape: _ => token.immediate(prec(1, choice(
      '{{',
      '}}',
      /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^\nxuU0-7])/,
    ))),
    _double_interpolation: $ => interpolation($, alias($._double_format, $.format)),
    _single_interpolation: $ => interpolation($, alias($._single_format, $.format)),
    debug: _ => '=',
    conversion: _ => choice('!r', '!s'),
    _double_format: $ => format($, $._double_format_text, $._double_interpolation),
    _single_format: $ => format($, $._single_format_text, $._single_interpolation),
    _double_format_text: _ => token.immediate(prec(1, /[^"{}\n]+/)),
    _single_format_text: _ => token.immediate(prec(1, /[^'{}\n]+/)),

    // ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────

    // A name in a place where a word of the language may stand too.
    _name: $ => choice(
      prec(-1, choice($.name, ...[...SOFT_WORDS, ...CLAIM_WORDS].map(word => alias(word, $.name)))),
      alias('overlap', $.name),
    ),

    name: _ => /[_\p{XID_Start}][\p{XID_Continue}]*/,
  },
});

// What stands behind an operand.

function call($, callee) {
  return prec(POSTFIX, seq(field('callee', callee), field('arguments', $.arguments)));
}

function attribute($, object) {
  return prec(POSTFIX, seq(field('object', object), '.', field('name', $.name)));
}

function index($, object) {
  return prec(POSTFIX, seq(field('object', object), '[', field('index', $.expression), ']'));
}

function slice($, object) {
  return prec(POSTFIX, seq(
    field('object', object),
    '[',
    optional(field('start', $.expression)), ':', optional(field('end', $.expression)),
    optional(seq(':', optional(field('step', $.expression)))),
    ']',
  ));
}

// {x!r:>5}
function interpolation($, format) {
  return seq(token.immediate('{'), field('value', $.expression), optional($.debug), optional($.conversion), optional(format), '}');
}

// :>{width}
function format($, text, interpolation) {
  return seq(':', repeat(choice(alias(text, $.format_text), alias(interpolation, $.interpolation))));
}
